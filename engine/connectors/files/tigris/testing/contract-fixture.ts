import { flavourFixture } from '../../s3/testing/flavour-fixture.ts';

export const fixture = flavourFixture('tigris', { region: 'auto' });
