// Made from ../cdktf/index.ts by `npm run constructs:generate`; change that one.
export * from './bulk-sync.ts';
export * from './connection.ts';
export { ExistingConnection, type ExistingConnectionProps } from './existing-connection.ts';
export * from './generated/connections/index.ts';
export * as l1 from './generated/index.ts';
export * from './model.ts';
export * from './model-sync.ts';
export * from './provider.ts';
export * from './schedule.ts';
export { type Secret, SecretVariable, type SecretVariableProps } from './secrets.ts';
