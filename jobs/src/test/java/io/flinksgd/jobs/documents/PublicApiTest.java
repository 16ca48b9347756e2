// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.flinksgd.testing.Documents;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** What users may rely on is marked, it is whole, and the documents show nothing else. */
final class PublicApiTest {
  private static final String OURS = "io.flinksgd.";
  private static final Pattern IMPORT =
      Pattern.compile("import (?:static )?(io\\.flinksgd\\.\\S+);");
  private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*\\b");

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.flinksgd");

  @Test
  void everyPublicTypeIsMarkedByItselfOrItsPackage() {
    assertThat(
            publicTypes()
                .filter(type -> mark(type).isEmpty())
                .filter(type -> !type.getPackage().isAnnotatedWith(API.class))
                .map(JavaClass::getName))
        .isEmpty();
  }

  @Test
  void aPackageItselfPromisesNothing() {
    assertThat(
            ALL.stream()
                .map(JavaClass::getPackage)
                .filter(one -> one.isAnnotatedWith(API.class))
                .filter(one -> isPromise(one.getAnnotationOfType(API.class)))
                .map(one -> one.getName()))
        .isEmpty();
  }

  @Test
  void everyMarkSaysSinceWhen() {
    assertThat(
            ALL.stream()
                .filter(type -> type.isAnnotatedWith(API.class))
                .filter(PublicApiTest::isPromised)
                .filter(type -> type.getAnnotationOfType(API.class).since().isEmpty())
                .map(JavaClass::getName))
        .isEmpty();
  }

  /** Otherwise users could not write down what they are given, or would not be told of changes. */
  @Test
  void promisesAreMadeOfPromises() {
    Set<String> broken = new TreeSet<>();
    ALL.stream()
        .filter(type -> isPromised(type) && isReachable(type))
        .forEach(
            type -> {
              for (JavaClass named : ofItself(type)) {
                if (isOurs(named) && isReachable(named) && !isPromised(named)) {
                  broken.add(type.getName() + " is a " + named.getName());
                }
              }
              for (JavaMember member : members(type)) {
                for (JavaClass named : namedBy(member)) {
                  if (isOurs(named) && !isPromised(named)) {
                    broken.add(member.getFullName() + " names " + named.getName());
                  }
                }
              }
            });
    assertThat(broken).isEmpty();
  }

  @Test
  void examplesUsePromisesOnly() {
    Set<String> broken = new TreeSet<>();
    for (Path path : Documents.files(".java")) {
      if (path.startsWith("jobs/examples")) {
        Matcher imported = IMPORT.matcher(Documents.read(path.toString()));
        while (imported.find()) {
          JavaClass type = ALL.get(imported.group(1));
          if (!isPromised(type)) {
            broken.add(path + ": " + type.getName());
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** A page names a type without its package; a promised one of that name is meant. */
  @Test
  void pagesShowPromisesOnly() {
    Set<String> promised = simpleNames(PublicApiTest::isPromised);
    Set<String> internal = simpleNames(type -> !isPromised(type));
    internal.removeAll(promised);
    Set<String> broken = new TreeSet<>();
    for (Path path : Documents.files(".md")) {
      for (Markdown.Block block : Markdown.read(path).blocks()) {
        if (block.language().equals("java")) {
          Matcher name = TYPE_NAME.matcher(String.join("\n", block.code()));
          while (name.find()) {
            if (internal.contains(name.group())) {
              broken.add(path + ": " + name.group());
            }
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Set<String> simpleNames(Predicate<JavaClass> which) {
    return publicTypes()
        .filter(which)
        .map(JavaClass::getSimpleName)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Stream<JavaClass> publicTypes() {
    return ALL.stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getName().startsWith(OURS);
  }

  /** Whether code outside its package can name it. */
  private static boolean isReachable(JavaClass type) {
    return isOpen(type.getModifiers())
        && type.getEnclosingClass().map(PublicApiTest::isReachable).orElse(true);
  }

  private static boolean isOpen(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isPromised(JavaClass type) {
    return mark(type).filter(PublicApiTest::isPromise).isPresent();
  }

  private static boolean isPromise(API mark) {
    return switch (mark.status()) {
      case STABLE, MAINTAINED, EXPERIMENTAL -> true;
      case INTERNAL, DEPRECATED -> false;
    };
  }

  /** Its own mark, or that of the type around it. */
  private static Optional<API> mark(JavaClass type) {
    return type.isAnnotatedWith(API.class)
        ? Optional.of(type.getAnnotationOfType(API.class))
        : type.getEnclosingClass().flatMap(PublicApiTest::mark);
  }

  /** Supertypes, and bounds of its type parameters. */
  private static Set<JavaClass> ofItself(JavaClass type) {
    Stream<JavaType> types =
        Stream.of(
                type.getSuperclass().stream(),
                type.getInterfaces().stream(),
                type.getTypeParameters().stream())
            .flatMap(one -> one);
    return raw(types);
  }

  /** What users can call or override, whichever supertype declares it. */
  private static Set<JavaMember> members(JavaClass type) {
    return Stream.concat(
            Stream.concat(type.getAllMethods().stream(), type.getAllFields().stream()),
            type.getConstructors().stream())
        .filter(member -> isOurs(member.getOwner()))
        .filter(member -> isOpen(member.getModifiers()))
        .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(member -> !isInternal(type, member))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Marked as no promise, or overrides what is. */
  private static boolean isInternal(JavaClass type, JavaMember member) {
    if (!(member instanceof JavaMethod method)) {
      return isMarkedInternal(member);
    }
    return type.getAllMethods().stream()
        .filter(other -> other.getName().equals(method.getName()))
        .filter(other -> other.getRawParameterTypes().equals(method.getRawParameterTypes()))
        .anyMatch(PublicApiTest::isMarkedInternal);
  }

  private static boolean isMarkedInternal(JavaMember member) {
    return member.isAnnotatedWith(API.class) && !isPromise(member.getAnnotationOfType(API.class));
  }

  private static Set<JavaClass> namedBy(JavaMember member) {
    if (member instanceof JavaField field) {
      return raw(Stream.of(field.getType()));
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    Stream<? extends JavaType> result =
        unit instanceof JavaConstructor ? Stream.empty() : Stream.of(unit.getReturnType());
    return raw(
        Stream.of(
                result,
                unit.getParameterTypes().stream(),
                unit.getExceptionTypes().stream(),
                unit.getTypeParameters().stream())
            .flatMap(one -> one));
  }

  private static Set<JavaClass> raw(Stream<? extends JavaType> types) {
    return types
        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
