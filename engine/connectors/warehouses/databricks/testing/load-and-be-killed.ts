import type { LoadFacet } from '../../../../contract/contract.ts';
import { databricksConfig } from '../config.ts';
import { openDatabricks } from '../open.ts';
import { ConnectorHostForTests } from './host.ts';
import { type LoadWork, loadRows } from './load-rows.ts';

/* A process that loads what it is told and is killed on the way. */
const { config, work } = JSON.parse(process.argv[2] ?? '') as { config: object; work: LoadWork };
await using host = await ConnectorHostForTests.make();
await using open = await openDatabricks(databricksConfig.parse(config), host);
await loadRows(host, open.facets.load as LoadFacet, work);
