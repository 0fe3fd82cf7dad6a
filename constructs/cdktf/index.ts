export * from './bulk-sync.ts';
export * from './connections.ts';
export * as l1 from './generated/index.ts';
export * from './model.ts';
export * from './model-sync.ts';
export * from './provider.ts';
export * from './schedule.ts';
export { type Secret, SecretVariable, type SecretVariableProps } from './secrets.ts';
