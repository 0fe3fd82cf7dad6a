/* The driver of gRPC, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export { Client, credentials, Metadata } from '@grpc/grpc-js';
