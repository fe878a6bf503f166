"""Makes the four calls of the RouteGuide tutorial to HOST:PORT and prints what it gets.

The stubs are made from route_guide.proto when it runs; it needs grpcio and grpcio-tools.
"""

import sys

import grpc

protos, services = grpc.protos_and_services("route_guide.proto")

DEGREE = 10_000_000


def point(latitude, longitude):
    return protos.Point(latitude=latitude, longitude=longitude)


def note(latitude, longitude, message):
    location = point(latitude * DEGREE, longitude * DEGREE)
    return protos.RouteNote(location=location, message=message)


def get_features(guide):
    for place in (point(409146138, -746188906), point(0, 0)):
        feature = guide.GetFeature(place, timeout=20)
        print("feature:", feature.name or "none", "at", feature.location.latitude)


def list_features(guide):
    area = protos.Rectangle(
        lo=point(400000000, -750000000), hi=point(420000000, -730000000)
    )
    features = list(guide.ListFeatures(area, timeout=20))
    print("features:", len(features), "named:", sum(bool(f.name) for f in features))
    return features


def record_route(guide, features):
    route = [feature.location for feature in features[:10]] + [point(0, 0)]
    summary = guide.RecordRoute(iter(route), timeout=20)
    print("route:", summary.point_count, "points,", summary.feature_count, "features")


def measure_route(guide):
    equator = (point(0, longitude * DEGREE) for longitude in range(10))
    print("metres:", guide.RecordRoute(equator, timeout=20).distance)


def route_chat(guide):
    notes = [
        note(0, 1, "first"),
        note(1, 0, "elsewhere"),
        note(0, 1, "second"),
        note(0, 1, "third"),
    ]
    for answer in guide.RouteChat(iter(notes), timeout=20):
        print("note:", answer.message)


def off_the_globe(guide):
    try:
        guide.GetFeature(point(91 * DEGREE, 0), timeout=20)
        print("error: none")
    except grpc.RpcError as error:
        print("error:", error.code().name)


def main(target):
    with grpc.insecure_channel(target) as channel:
        guide = services.RouteGuideStub(channel)
        get_features(guide)
        features = list_features(guide)
        record_route(guide, features)
        measure_route(guide)
        route_chat(guide)
        off_the_globe(guide)


if __name__ == "__main__":
    main(sys.argv[1])
