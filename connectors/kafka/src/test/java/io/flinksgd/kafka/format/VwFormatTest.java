// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of Vowpal Wabbit's text format mean what JSON does. */
class VwFormatTest {
  private static final FeatureMapping HASHED =
      new FeatureMapping.Hashed(
          FeatureHasher.parse(
              "hash:bits=18,categorical=hour,ignore=id,crosses=ad*device,maps=tf,namespaces=own"));
  private final Reading vw = Reading.of(new ExampleFormat.Vw(), HASHED);
  private final Reading json = Reading.of(new ExampleFormat.Json(), HASHED);

  @Test
  void usageExample() throws Refusal {
    Example example = vw.read("1 2.5 'click-7|ad a17 |device phone | hour:9 price:0.25");
    assertThat(example.label()).isEqualTo(1f);
    assertThat(example.weight()).isEqualTo(2.5f);
    assertThat(example.key()).isEqualTo("click-7");
    assertThat(Reading.byCoordinate(example.features()))
        .isEqualTo(
            json.features(
                "{\"label\":1,\"ad\":\"a17\",\"device\":\"phone\",\"hour\":9,\"price\":0.25}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "|ad a17                       ! {'ad':'a17'}",
        "|ad 17                        ! {'ad':'17'}",
        "|words the cat the            ! {'words':['the','cat','the']}",
        "|words the |words cat         ! {'words':['the','cat']}",
        "|words:2 the cat              ! {'words':{'the':2,'cat':2}}",
        "|user age:31 new              ! {'user':{'age':31,'new':1}}",
        "|user:2 age:31 new            ! {'user':{'age':62,'new':2}}",
        "|user city:paris              ! {'user':{'city':'paris'}}",
        "|user age:1 |ad a |user x:2   ! {'user':{'age':1,'x':2},'ad':'a'}",
        "|tf the cat                   ! {'tf':{'the':1,'cat':1}}",
        "|tf the:2                     ! {'tf':{'the':2}}",
        "| price:0.5 new               ! {'price':0.5,'new':1}",
        "|price :0.5                   ! {'price':0.5}",
        "|price:2 :0.5                 ! {'price':1.0}",
        "|vec :0.5 :-1 :2e3            ! {'vec':[0.5,-1,2000.0]}",
        "| hour:9 id:7                 ! {'hour':9,'id':7}",
        "|hour 9                       ! {'hour':'9'}",
        "|id x y                       ! {'id':['x','y']}",
        "| label:3 weight:2 time:1     ! {'x':1}",
        "|ad a17|device phone          ! {'ad':'a17','device':'phone'}",
        "|ad a17 |device               ! {'ad':'a17'}",
        "|                             ! {}",
        "||ad a17                      ! {'ad':'a17'}",
        "|été café                     ! {'été':'café'}",
      })
  void namespacesAreFields(String line, String same) throws Refusal {
    String object = same.replace('\'', '"');
    Map<Integer, Float> right =
        object.contains("\"x\":1}")
            ? labelWeightAndTime()
            : json.features(
                object.equals("{}") ? "{\"label\":1}" : "{\"label\":1," + object.substring(1));
    assertThat(vw.features("1 " + line)).isEqualTo(right);
  }

  /** A line has places for these, so that the names are free. */
  private static Map<Integer, Float> labelWeightAndTime() throws Refusal {
    ExampleFields others =
        ExampleFields.standard().withLabel("truth").withWeight("").withTime("").withKey("");
    return Reading.of(new ExampleFormat.Json(), others, HASHED)
        .features("{\"truth\":1,\"label\":3,\"weight\":2,\"time\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "1 |a b            ! 1   ! 1   ! ~~",
        "-1 |a b           ! -1  ! 1   ! ~~",
        "+1 |a b           ! 1   ! 1   ! ~~",
        "1 2|a b           ! 1   ! 1   ! 2",
        "1 2 |a b          ! 1   ! 2   ! ~~",
        "1 2 x|a b         ! 1   ! 2   ! x",
        "1 'x |a b         ! 1   ! 1   ! x",
        "1 '|a b           ! 1   ! 1   ! ~~",
        "1 2 0 'x |a b     ! 1   ! 2   ! x",
        "1 2 0.0 x|a b     ! 1   ! 2   ! x",
        "0.25   2   'x   |a b ! 0.25 ! 2 ! x",
      })
  void labelImportanceAndTagStandInFrontOfTheFirstBar(
      String line, float label, float weight, String tag) throws Refusal {
    Example example = vw.read(line);
    assertThat(example.label()).isEqualTo(label);
    assertThat(example.weight()).isEqualTo(weight);
    assertThat(example.key()).isEqualTo(tag);
    assertThat(Reading.byCoordinate(example.features()))
        .isEqualTo(json.features("{\"label\":1,\"a\":\"b\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "1                ! UNPARSABLE    ! must have a '|'",
        "|a b             ! MISSING_LABEL ! must begin with a label",
        " 'x |a b         ! MISSING_LABEL ! tag=x",
        "1|a b            ! MISSING_LABEL ! touches the '|' is a tag: tag=1",
        "1 -2 |a b        ! NOT_FINITE    ! must be >= 0",
        "1 x |a b         ! UNPARSABLE    ! the importance must be a number",
        "1 1 0.5 |a b     ! UNPARSABLE    ! initial prediction must be 0: initial prediction=0.5",
        "1 1 0 2 |a b     ! UNPARSABLE    ! at character 7",
        "nan |a b         ! NOT_FINITE    ! the label",
        "1 |a b:c:d       ! UNPARSABLE    ! at character 6: b:c:d",
        "1 |a b:          ! UNPARSABLE    ! at character 6: b:",
        "1 |a :           ! UNPARSABLE    ! at character 6",
        "1 |:2 b          ! UNPARSABLE    ! at character 4",
        "1 |a: b          ! UNPARSABLE    ! at character 4",
        "1 |a:x b         ! UNPARSABLE    ! scale is a finite number at character 4",
        "1 |a:nan b       ! UNPARSABLE    ! scale is a finite number",
        "1 |a b :2        ! UNPARSABLE    ! at character 8",
        "1 | :2           ! UNPARSABLE    ! at character 5",
        "1 |a b:NaN       ! NOT_FINITE    ! a.b",
        "1 |a b:-inf      ! NOT_FINITE    ! a.b",
        "1 |a b:1e39      ! NOT_FINITE    ! a.b",
        "1 |a:1e30 b:1e30 ! NOT_FINITE    ! a.b",
        "1:2 |a b         ! BAD_LABEL     ! the label",
      })
  void whatBreaksARuleIsRefusedWithItsPlace(String line, Reason reason, String detail) {
    Refusal refusal = vw.refusal(line);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessageContaining(detail);
  }

  @Test
  void aDenseModelTakesValuesWithoutNames() throws Refusal {
    Reading dense = Reading.of(new ExampleFormat.Vw(), new FeatureMapping.Dense(3));
    Map<Integer, Float> right = Map.of(0, 0.5f, 1, 0f, 2, -2f);
    assertThat(dense.features("1 | :0.5 :0 :-2")).isEqualTo(right);
    assertThat(dense.features("1 |dense :0.5 :0 :-2 |other x y:2")).isEqualTo(right);
    assertThat(dense.refusal("1 | :0.5 :0").reason()).isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(dense.refusal("1 | a:0.5 b:0 c:1").reason()).isEqualTo(Reason.UNPARSABLE);
  }

  @Test
  void aSparseModelTakesNamesForCoordinates() throws Refusal {
    Reading sparse = Reading.of(new ExampleFormat.Vw(), new FeatureMapping.Sparse(10));
    Map<Integer, Float> right = Map.of(3, 0.5f, 7, 1f);
    assertThat(sparse.features("1 | 3:0.5 7")).isEqualTo(right);
    assertThat(sparse.features("1 |a 3:0.5 |b 7")).isEqualTo(right);
    assertThat(sparse.refusal("1 | 10:0.5").reason()).isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(sparse.refusal("1 | x:0.5").reason()).isEqualTo(Reason.UNPARSABLE);
  }
}
