package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The comments in the source of descriptors: the one before a definition or, without that, the one
 * behind it. What is between {@code (--} and {@code --)} stays inside of the house.
 */
final class Comments {

  private static final Pattern INTERNAL = Pattern.compile("\\(--.*?--\\)", Pattern.DOTALL);
  private static final Pattern SENTENCE =
      Pattern.compile("\\A(.+?[.!?])(?=\\s|\\z)", Pattern.DOTALL);

  private final Map<FileDescriptor, Map<List<Integer>, String>> files = new HashMap<>();

  String of(Descriptor message) {
    return at(message.getFile(), path(message));
  }

  String of(EnumDescriptor enumeration) {
    return at(enumeration.getFile(), path(enumeration));
  }

  String of(EnumValueDescriptor value) {
    return at(
        value.getFile(),
        and(path(value.getType()), EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex()));
  }

  String of(FieldDescriptor field) {
    return at(
        field.getFile(),
        and(path(field.getContainingType()), DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex()));
  }

  String of(ServiceDescriptor service) {
    return at(
        service.getFile(), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex()));
  }

  String of(MethodDescriptor method) {
    return at(
        method.getFile(),
        List.of(
            FileDescriptorProto.SERVICE_FIELD_NUMBER,
            method.getService().getIndex(),
            ServiceDescriptorProto.METHOD_FIELD_NUMBER,
            method.getIndex()));
  }

  /** The first sentence, on one line. */
  static String sentence(String comment) {
    String paragraph = comment.split("\n\n", 2)[0];
    Matcher matcher = SENTENCE.matcher(paragraph);
    return (matcher.find() ? matcher.group(1) : paragraph).replaceAll("\\s+", " ").strip();
  }

  /** Paragraphs one below the other, empty ones left out. */
  static String join(String... paragraphs) {
    return List.of(paragraphs).stream()
        .filter(paragraph -> !paragraph.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  /** Sentences, one in each line. */
  static String lines(List<String> sentences) {
    return String.join("\n", sentences);
  }

  private static List<Integer> path(Descriptor message) {
    Descriptor outer = message.getContainingType();
    return outer == null
        ? List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex())
        : and(path(outer), DescriptorProto.NESTED_TYPE_FIELD_NUMBER, message.getIndex());
  }

  private static List<Integer> path(EnumDescriptor enumeration) {
    Descriptor outer = enumeration.getContainingType();
    return outer == null
        ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, enumeration.getIndex())
        : and(path(outer), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, enumeration.getIndex());
  }

  private static List<Integer> and(List<Integer> path, int field, int index) {
    List<Integer> longer = new ArrayList<>(path);
    longer.add(field);
    longer.add(index);
    return longer;
  }

  private String at(FileDescriptor file, List<Integer> path) {
    return files.computeIfAbsent(file, Comments::read).getOrDefault(path, "");
  }

  private static Map<List<Integer>, String> read(FileDescriptor file) {
    Map<List<Integer>, String> comments = new HashMap<>();
    for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
      String comment = clean(location.getLeadingComments());
      if (comment.isEmpty()) {
        comment = clean(location.getTrailingComments());
      }
      if (!comment.isEmpty()) {
        comments.put(location.getPathList(), comment);
      }
    }
    return comments;
  }

  private static String clean(String comment) {
    return INTERNAL
        .matcher(comment)
        .replaceAll("")
        .lines()
        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
        .map(String::stripTrailing)
        .map(line -> line.replace('\t', ' '))
        .collect(Collectors.joining("\n"))
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }
}
