package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Who may see whom. What protoc has made is left out. */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NotGenerated.class})
class ArchitectureTest {

  static final String ROOT = "dev.sluice";
  private static final String CLI = ROOT + ".cli..";
  private static final String CONFIG = ROOT + ".config..";
  private static final String SERVICES = ROOT + ".service..";

  /** The packages, the uppermost first; those in one line do not see each other. */
  private static final List<List<String>> ORDER =
      List.of(
          packages("cli"),
          packages("server"),
          packages("gateway"),
          packages("rest", "grpc", "service"),
          packages("security", "interceptor"),
          packages("openapi"),
          packages("json"),
          packages("channel"),
          packages("call"),
          packages("config"));

  /** Leaves out what protoc has made. */
  static final class NotGenerated implements ImportOption {

    @Override
    public boolean includes(Location location) {
      return !location.contains("/dev/sluice/proto/");
    }
  }

  @ArchTest
  static void packagesHaveNoCycles(JavaClasses classes) {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
  }

  @ArchTest
  static void lowerKnowsNothingOfUpper(JavaClasses classes) {
    List<String> upper = new ArrayList<>();
    for (List<String> line : ORDER) {
      for (String each : line) {
        List<String> others = new ArrayList<>(upper);
        line.stream().filter(other -> !other.equals(each)).forEach(others::add);
        noClasses()
            .that()
            .resideInAPackage(each)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others.toArray(String[]::new))
            .allowEmptyShould(true)
            .check(classes);
      }
      upper.addAll(line);
    }
  }

  @ArchTest
  static void everyPackageHasItsPlaceInTheOrder(JavaClasses classes) {
    String[] placed = ORDER.stream().flatMap(List::stream).toArray(String[]::new);
    classes().should().resideInAnyPackage(placed).check(classes);
  }

  @ArchTest
  static void servicesSeeNoHttp(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAnyPackage(SERVICES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.core.http..", "io.vertx.ext.web..", "io.netty.handler.codec.http..")
        .check(classes);
  }

  @ArchTest
  static void servicesSeeNeitherDoorsNorJson(JavaClasses classes) {
    List<String> unseen = packages("cli", "server", "gateway", "rest", "grpc", "openapi", "json");
    noClasses()
        .that()
        .resideInAnyPackage(SERVICES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(unseen.toArray(String[]::new))
        .check(classes);
  }

  @ArchTest
  static void configSeesJsonOnly(JavaClasses classes) {
    classes()
        .that()
        .resideInAPackage(CONFIG)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "io.vertx.core.json..", CONFIG)
        .check(classes);
  }

  @ArchTest
  static void onlyTheCommandLineSeesPicocli(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(classes);
  }

  @ArchTest
  static void publicClassesAreFinalUnlessMadeToBeExtended(JavaClasses classes) {
    classes()
        .that()
        .arePublic()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAssignableTo(Throwable.class)
        .and()
        .doNotHaveModifier(ABSTRACT)
        .should()
        .haveModifier(FINAL)
        .check(classes);
  }

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    Set<JavaPackage> packages =
        classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

    assertThat(packages)
        .isNotEmpty()
        .filteredOn(each -> !each.isAnnotatedWith(NullMarked.class))
        .extracting(JavaPackage::getName)
        .isEmpty();
  }

  private static List<String> packages(String... names) {
    return Stream.of(names).map(name -> ROOT + "." + name + "..").toList();
  }
}
