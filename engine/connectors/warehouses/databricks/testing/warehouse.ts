import { jest } from '@jest/globals';
import { describeNeeding } from '../../../../../test/needing.ts';
import {
  type DatabricksOptions,
  type DatabricksService,
  missingDatabricks,
  startDatabricks,
} from '../../../../../test/services/databricks/databricks.ts';
import type { JsonObject } from '../../../../kit/json.ts';
import { type DatabricksConfig, databricksConfig } from '../config.ts';

/** Why nothing can be tested at a warehouse here, or undefined. */
export const missing = await missingDatabricks();

/** A test's statements take a second each, or several where the machine has other work. */
const TIMEOUT_MS = 300_000;

/** `describe` where there is a warehouse; elsewhere tests that are skipped, with the reason in their name, as where `alsoMissing` says what else they lack. */
export function describeWarehouse(name: string, tests: () => void, alsoMissing?: string): void {
  jest.setTimeout(TIMEOUT_MS);
  describeNeeding(missing ?? alsoMissing, `${name} (a local Spark in Databricks’ place)`, tests);
}

/** A local warehouse and how to connect to it. */
export interface TestWarehouse extends AsyncDisposable {
  readonly service: DatabricksService;
  /** As a user gives it. */
  readonly settings: JsonObject;
  /** Parsed, with other settings where they are given. */
  config(over?: JsonObject): DatabricksConfig;
}

export async function startWarehouse(options?: DatabricksOptions): Promise<TestWarehouse> {
  const service = await startDatabricks(options);
  const settings = {
    server_hostname: service.host,
    port: service.port,
    http_path: service.path,
    access_token: service.token,
    ca_cert: service.caCertificate,
  };
  return {
    service,
    settings,
    config: (over = {}) => databricksConfig.parse({ ...settings, ...over }),
    [Symbol.asyncDispose]: () => service.stop(),
  };
}
