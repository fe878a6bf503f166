package dev.sluice.openapi;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts, line by line, with three lines around each change. */
final class LineDiff {

  private static final int CONTEXT = 3;
  private static final long MAX_CELLS = 4_000_000;

  private LineDiff() {}

  /** Lines that begin with {@code -} are only in the old text, with {@code +} only in the new. */
  static String of(String oldText, String newText) {
    List<String> marked = mark(oldText.lines().toList(), newText.lines().toList());
    StringBuilder out = new StringBuilder();
    int shown = 0;
    for (int i = 0; i < marked.size(); i++) {
      int from = Math.max(0, i - CONTEXT);
      int to = Math.min(marked.size(), i + CONTEXT + 1);
      boolean near = marked.subList(from, to).stream().anyMatch(line -> line.charAt(0) != ' ');
      if (near) {
        if (i > shown) {
          out.append("…\n");
        }
        out.append(marked.get(i)).append('\n');
        shown = i + 1;
      }
    }
    return out.toString();
  }

  private static List<String> mark(List<String> before, List<String> after) {
    int start = 0;
    while (start < Math.min(before.size(), after.size())
        && before.get(start).equals(after.get(start))) {
      start++;
    }
    int beforeEnd = before.size();
    int afterEnd = after.size();
    while (beforeEnd > start
        && afterEnd > start
        && before.get(beforeEnd - 1).equals(after.get(afterEnd - 1))) {
      beforeEnd--;
      afterEnd--;
    }
    List<String> marked = new ArrayList<>();
    before.subList(0, start).forEach(line -> marked.add("  " + line));
    markChanged(before.subList(start, beforeEnd), after.subList(start, afterEnd), marked);
    before.subList(beforeEnd, before.size()).forEach(line -> marked.add("  " + line));
    return marked;
  }

  private static void markChanged(List<String> before, List<String> after, List<String> marked) {
    if ((long) before.size() * after.size() > MAX_CELLS) {
      before.forEach(line -> marked.add("- " + line));
      after.forEach(line -> marked.add("+ " + line));
      return;
    }
    // common[i][j] is how many lines before[i..] and after[j..] have in common, in order.
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        marked.add("  " + before.get(i));
        i++;
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        marked.add("- " + before.get(i++));
      } else {
        marked.add("+ " + after.get(j++));
      }
    }
  }
}
