import type { handleUnaryCall, Server, ServerDuplexStream, ServerWritableStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { GRPCBrokerService } from '../protocol/generated/grpc_broker.ts';
import { GRPCControllerService } from '../protocol/generated/grpc_controller.ts';
import {
  type HealthCheckRequest,
  HealthCheckResponse_ServingStatus,
  HealthService,
} from '../protocol/generated/grpc_health.ts';
import { GRPCStdioService } from '../protocol/generated/grpc_stdio.ts';

/** The services that go-plugin expects of every plugin besides its own. */
export function addPluginServices(server: Server, shutdown: () => void): void {
  const serving = { status: HealthCheckResponse_ServingStatus.SERVING };
  const known = (service: string | undefined) => service === 'plugin' || !service;

  server.addService(HealthService, {
    check: ((call, answer) => {
      if (known(call.request.service)) answer(null, serving);
      else answer({ code: status.NOT_FOUND, details: `no service ${call.request.service}` });
    }) as handleUnaryCall<HealthCheckRequest, typeof serving>,
    watch: (call: ServerWritableStream<HealthCheckRequest, { status: number }>) => {
      call.write(
        known(call.request.service) ? serving : { status: HealthCheckResponse_ServingStatus.SERVICE_UNKNOWN },
      );
    },
  });

  // The broker would carry further connections, and stdio what is written to the standard streams. Terraform uses neither,
  // but takes a stream that ends for a plugin that ends: both stay open and say nothing.
  server.addService(GRPCBrokerService, {
    startStream: (call: ServerDuplexStream<unknown, unknown>) => {
      call.resume();
      call.on('end', () => call.end());
    },
  });
  server.addService(GRPCStdioService, { streamStdio: () => {} });

  server.addService(GRPCControllerService, {
    shutdown: ((_call, answer) => {
      answer(null, {});
      shutdown();
    }) as handleUnaryCall<unknown, object>,
  });
}
