import { type PythonPackages, pythonPackages } from '../python-packages.ts';

const VERSION = '0.12.1';

/** fakesnow, which stands in for Snowflake, and a Python that runs it; or why it is not here. Never throws. */
export function fakesnow(): Promise<PythonPackages> {
  return pythonPackages(
    `fakesnow-python-${VERSION}`,
    // Snowflake's connector for Python has moved a module in 5, which fakesnow imports.
    [`fakesnow[server]==${VERSION}`, 'snowflake-connector-python==4.8.1'],
    [],
  );
}
