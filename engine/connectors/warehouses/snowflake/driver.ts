import snowflake from 'snowflake-sdk';

/* Snowflake's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */

const silent = () => {};
// Its own log would be a file in the working folder.
snowflake.configure({
  logLevel: 'OFF',
  additionalLogToConsole: false,
  customLogger: { error: silent, warn: silent, info: silent, debug: silent, trace: silent },
});

export { snowflake };
