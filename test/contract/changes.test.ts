import { registry } from '../../engine/connectors/registry.ts';
import { hasFacets } from '../../engine/contract/facet.ts';
import { describeNeeding } from '../needing.ts';
import { documentsFixtures } from './changes/documents/index.ts';
import { documentsSuite } from './changes/documents/suite.ts';
import { faultsSuite } from './changes/faults.ts';
import type { ChangesFixture } from './changes/fixture.ts';
import { followingSuite } from './changes/following.ts';
import { handoverSuite } from './changes/handover.ts';
import { changesFixtures } from './changes/index.ts';
import { largeSuite } from './changes/large.ts';
import { silenceSuite } from './changes/silence.ts';
import { typesSuite } from './changes/types.ts';
import { ChangesUnderTest } from './changes/under-test.ts';
import { isTried, titleOf } from './fixtures.ts';
import { describeWith } from './runnable.ts';

test('every connector that can be followed is in this suite', () => {
  const ids = [...registry.values()]
    .filter((definition) => hasFacets(definition, 'changes'))
    .map(({ id }) => id);
  expect([...changesFixtures.keys(), ...documentsFixtures.keys()].sort()).toEqual(ids.sort());
});

function titleOfChanges({ connector, method }: ChangesFixture): string {
  return `changes, followed at ${titleOf(connector)}${method === undefined ? '' : ` by ${method}`}`;
}

for (const fixture of [...changesFixtures.values()].filter(({ connector }) => isTried(connector)))
  describeWith([fixture.connector], titleOfChanges(fixture), () => {
    let opened: ChangesUnderTest;
    const under = () => opened;
    beforeAll(async () => {
      opened = await ChangesUnderTest.open(fixture);
    });
    afterAll(() => opened?.[Symbol.asyncDispose]());
    followingSuite(under, fixture);
    handoverSuite(under, fixture);
    faultsSuite(under);
    typesSuite(under);
    largeSuite(under, fixture);
    silenceSuite(under, /^(mysql|mssql)$/.test(fixture.connector));
  });

for (const fixture of [...documentsFixtures.values()].filter(({ connector }) => isTried(connector)))
  describeNeeding(
    await fixture.missing(),
    `changes of documents, followed at ${fixture.standin === undefined ? fixture.connector : `${fixture.connector} (${fixture.standin})`}`,
    () => documentsSuite(fixture),
  );
