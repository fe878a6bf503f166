package dev.sluice.rest;

import static dev.sluice.rest.BitCases.A;
import static dev.sluice.rest.BitCases.SHELF;
import static dev.sluice.rest.Case.NONE;
import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.send;

import java.util.stream.Stream;

/** Bodies of any type, in both directions, and parts of them. */
final class BitPictureCases {

  private BitPictureCases() {}

  static Stream<Case> all() {
    return Stream.of(ranges(), pictures()).flatMap(each -> each);
  }

  private static Stream<Case> ranges() {
    Case whole = get(SHELF + "/a/picture");
    String all = "0123456789";
    return Stream.of(
        whole
            .answers(200, all)
            .tells("accept-ranges", "bytes")
            .tells("content-type", "image/png")
            .tells("etag", "\"1\"")
            .tells("content-range", NONE),
        part(whole, "bytes=0-3", "0123", "bytes 0-3/10"),
        part(whole, "bytes=3-3", "3", "bytes 3-3/10"),
        part(whole, "bytes=4-", "456789", "bytes 4-9/10"),
        part(whole, "bytes=-3", "789", "bytes 7-9/10"),
        part(whole, "bytes=-99", all, "bytes 0-9/10"),
        part(whole, "bytes=8-99", "89", "bytes 8-9/10"),
        part(whole, "bytes=00008-0000000000000000000009", "89", "bytes 8-9/10"),
        part(whole, "Bytes= 2 - 4 ", "234", "bytes 2-4/10"),
        part(whole, "bytes=2-99999999999999999999", "23456789", "bytes 2-9/10"),
        outside(whole, "bytes=10-"),
        outside(whole, "bytes=10-20"),
        outside(whole, "bytes=99999999999999999999-"),
        outside(whole, "bytes=-0"),
        asWhole(whole, "bytes=0-1,4-5"),
        asWhole(whole, "bytes=0-1, 5-6, -1"),
        asWhole(whole, "bytes=0-1,99-"),
        asWhole(whole, "bytes=99-,0-1"),
        asWhole(whole, "bytes=5-4"),
        asWhole(whole, "bytes=-"),
        asWhole(whole, "bytes=a-b"),
        asWhole(whole, "bytes=1"),
        asWhole(whole, "bytes="),
        asWhole(whole, "bytes=+1-2"),
        asWhole(whole, "lines=0-1"),
        whole.with("range", "bytes=0-1", "bytes=2-3").answers(200, all),
        part(whole.with("if-range", "\"1\""), "bytes=0-3", "0123", "bytes 0-3/10"),
        asWhole(whole.with("if-range", "\"2\""), "bytes=0-3"),
        asWhole(whole.with("if-range", "W/\"1\""), "bytes=0-3"),
        asWhole(whole.with("if-range", "Wed, 21 Oct 2015 07:28:00 GMT"), "bytes=0-3"),
        asWhole(whole.with("if-range", "\"2\""), "bytes=99-"),
        asWhole(whole.with("if-range", "w/\"1\""), "bytes=0-3"),
        asWhole(whole.with("if-range", "*"), "bytes=0-3"),
        asWhole(whole.with("if-range", "\"1\", \"2\""), "bytes=0-3"),
        asWhole(whole.with("if-range", "\"1\"", "\"2\""), "bytes=0-3"),
        asWhole(get(SHELF + "/a/picture").with("if-range", ""), "bytes=0-3"),
        whole
            .with("if-none-match", "\"1\"")
            .with("range", "bytes=0-3")
            .answers(304, "")
            .tells("content-range", NONE),
        send("HEAD", SHELF + "/a/picture", "")
            .with("range", "bytes=0-3")
            .answers(200, "")
            .tells("accept-ranges", "bytes")
            .tells("content-length", "10")
            .tells("content-range", NONE),
        get("/v1/shelves/2/bits/c/picture")
            .answers(200, "")
            .tells("content-type", "application/octet-stream")
            .tells("accept-ranges", "bytes"),
        get("/v1/shelves/2/bits/c/picture").with("range", "bytes=-5").answers(200, ""),
        get("/v1/shelves/2/bits/c/picture")
            .with("range", "bytes=0-")
            .answers(416, "…some of the 0 bytes")
            .tells("content-range", "bytes */0"),
        part(get(SHELF + "/b/picture"), "bytes=1998-", "xx", "bytes 1998-1999/2000"),
        get(SHELF + "/zz/picture")
            .with("range", "bytes=0-3")
            .fails(404, 5, "no such bit: shelves/1/bits/zz")
            .tells("accept-ranges", NONE),
        get(SHELF + "/a").with("range", "bytes=0-3").answers(200, A).tells("accept-ranges", NONE),
        streamed("bytes=0-3", "0123", "bytes 0-3/*"),
        streamed("bytes=3-5", "345", "bytes 3-5/*"),
        streamed("bytes=3-3", "3", "bytes 3-3/*"),
        streamed("bytes=8-9", "89", "bytes 8-9/*"),
        streamed("bytes=8-99", "89", "bytes 8-9/10"),
        streamed("bytes=0-1048575", all, "bytes 0-9/10"),
        stream()
            .with("range", "bytes=10-20")
            .fails(416, 11, "range: bytes=10-20 (expected: some of the 10 bytes)")
            .tells("content-range", "bytes */10"),
        streamedAsWhole("bytes=0-1048576"),
        streamedAsWhole("bytes=10-99999999999999999999"),
        streamedAsWhole("bytes=4-"),
        streamedAsWhole("bytes=-3"),
        streamedAsWhole("bytes=0-1,4-5"),
        streamedAsWhole("lines=0-1"),
        stream()
            .with("if-range", "\"1\"")
            .with("range", "bytes=0-3")
            .answers(200, all)
            .tells("content-range", NONE),
        send("HEAD", SHELF + "/a/picture:stream", "")
            .with("range", "bytes=0-3")
            .answers(200, "")
            .tells("accept-ranges", "bytes")
            .tells("content-range", NONE),
        get(SHELF + "/zz/picture:stream")
            .with("range", "bytes=0-3")
            .fails(404, 5, "no picture")
            .tells("content-range", NONE));
  }

  private static Case part(Case each, String range, String wanted, String told) {
    return each.with("range", range)
        .answers(206, wanted)
        .tells("content-range", told)
        .tells("content-length", Integer.toString(wanted.length()))
        .tells("accept-ranges", "bytes");
  }

  private static Case stream() {
    return get(SHELF + "/a/picture:stream");
  }

  private static Case streamed(String range, String wanted, String told) {
    return part(stream(), range, wanted, told).tells("content-type", "image/png");
  }

  private static Case streamedAsWhole(String range) {
    return asWhole(stream(), range)
        .tells("accept-ranges", "bytes")
        .tells("content-type", "image/png");
  }

  private static Case asWhole(Case each, String range) {
    return each.with("range", range).answers(200, "0123456789").tells("content-range", NONE);
  }

  private static Case outside(Case each, String range) {
    return each.with("range", range)
        .fails(416, 11, "range: " + range + " (expected: some of the 10 bytes)")
        .tells("content-range", "bytes */10");
  }

  /** A picture whose type the service should not have told. */
  private static Case odd(String verb, String bit) {
    return get("/v1/shelves/odd/bits/" + bit + "/picture" + verb)
        .answers(200, "odd")
        .tells("content-type", "application/octet-stream")
        .tells("x-evil", NONE);
  }

  private static Stream<Case> pictures() {
    Case put = send("PUT", SHELF + "/a/picture", "GIF89a").with("content-type", "image/gif");
    return Stream.of(
        put.answers(200, "{}"),
        put.without("content-type").answers(200, "{}"),
        put.with("accept", "application/x-protobuf").answers(200, ""),
        send("PUT", SHELF + "/zz/picture", "x").fails(404, 5, "no such bit: shelves/1/bits/zz"),
        send("PUT", SHELF + "/a/picture?etag=x", "x").answers(200, "{}"),
        send("PUT", SHELF + "/a/picture?picture.data=eA==", "x")
            .refuses("picture.data", "the field is bound by the body"),
        get(SHELF + "/zz/picture:stream").fails(404, 5, "no picture"),
        get("/v1/shelves/2/bits/c/picture:stream").answers(200, ""),
        odd("", "control"),
        odd("", "latin"),
        odd("", "long"),
        odd(":stream", "control"),
        get("/v1/shelves/odd/bits/blank/picture")
            .answers(200, "odd")
            .tells("content-type", "image/png"),
        send("HEAD", SHELF + "/a/picture:stream", "").answers(200, ""));
  }
}
