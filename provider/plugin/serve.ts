import { pipeline, Readable } from 'node:stream';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { AnyProvider } from '../framework/provider.ts';
import { Runtime, remoteCalls, remoteStreams } from '../framework/server/index.ts';
import { makeIdentity } from './certificate.ts';
import { handshakeLine, type Invitation, NotInvitedError, readInvitation } from './handshake.ts';
import { levelFrom, makeLog } from './log.ts';
import { serviceWithAnswers, writtenAnswer } from './prepared-answers.ts';
import { addPluginServices } from './services.ts';
import { type Endpoint, makeEndpoint, removeDeadSockets } from './socket.ts';
import { reserveStdout } from './stdout.ts';

/** Terraform kills a plugin two seconds after it asked it to shut down. */
const shutdownPatience = 1_500;
/** Nobody waits for a process whose Terraform is gone, but running work may want to put things in order. */
const orphanPatience = 10_000;
const orphanCheckInterval = 1_000;
/** After an error that nothing was waiting for, calls have this long to end by themselves: the engine fails what it runs. */
const uncaughtPatience = 8_000;

/**
 * Serves a provider to the Terraform that started this process, until that asks it to end or is gone. Run by hand it says what
 * it is and ends with exit code 1. `answers` is the folder that holds answers which were written down, where there are any.
 */
export async function serve(provider: AnyProvider, answers?: string): Promise<void> {
  const invitation = invitationOrExit(provider.name);
  const writeHandshake = reserveStdout();
  const log = makeLog(`provider.${provider.name}`, levelFrom(process.env), (line) =>
    process.stderr.write(line),
  );
  const runtime = new Runtime(provider, log);
  const endpoint = makeEndpoint(invitation.socketFolder);
  process.on('exit', () => endpoint.remove());

  const server = new Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    // Accounts of every call, which nobody asks for.
    'grpc.enable_channelz': 0,
  });
  const leave = once((reason, patience) => void leaveProcess(runtime, server, reason, patience));
  addPluginServices(server, () => leave('Terraform is done.', shutdownPatience));
  server.addService(serviceWithAnswers, implementation(runtime, answers));
  watchProcess(leave);
  answerUncaught(runtime);
  writeHandshake(await listen(server, endpoint, invitation));
  void removeDeadSockets(invitation.socketFolder);
}

function invitationOrExit(name: string): Invitation {
  try {
    return readInvitation(process.env, name);
  } catch (error) {
    if (!(error instanceof NotInvitedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Starts listening and returns the handshake. */
async function listen(server: Server, endpoint: Endpoint, invitation: Invitation): Promise<string> {
  const { clientCertificate } = invitation;
  const own = clientCertificate === undefined ? undefined : makeIdentity();
  const credentials =
    own && clientCertificate !== undefined
      ? ServerCredentials.createSsl(
          Buffer.from(clientCertificate),
          [{ private_key: Buffer.from(own.privateKey), cert_chain: Buffer.from(own.certificate) }],
          true,
        )
      : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(endpoint.target, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return handshakeLine(invitation, endpoint.network, endpoint.address(port), own?.der);
}

/** The remote calls as gRPC wants them. They answer failures in their responses; what still throws is a fault of this code. */
function implementation(runtime: Runtime, answers: string | undefined): UntypedServiceImplementation {
  const calls = remoteCalls(runtime);
  const handlers = Object.entries(calls).map(([name, respond]) => {
    const handler: handleUnaryCall<never, unknown> = ({ request }, answer) => {
      runtime.log.trace(`call of ${name}`);
      const answered = async () => (await writtenAnswer(answers, name)) ?? (await respond(request));
      answered().then(
        (response) => answer(null, response),
        (error: unknown) => {
          runtime.log.error(`${name} failed`, {
            error: error instanceof Error ? error.stack : String(error),
          });
          answer({ code: status.INTERNAL, details: error instanceof Error ? error.message : String(error) });
        },
      );
    };
    return [name, handler];
  });
  const streams = Object.entries(remoteStreams(runtime)).map(([name, respond]) => {
    const handler: handleServerStreamingCall<never, unknown> = (call) => {
      runtime.log.trace(`call of ${name}`);
      const sent = Readable.from(respond(call.request) as AsyncIterable<unknown>);
      pipeline(sent, call, (error) => {
        if (error && !call.cancelled) runtime.log.error(`${name} failed`, { error: error.stack });
      });
    };
    return [name, handler];
  });
  return Object.fromEntries([...handlers, ...streams]);
}

type Leave = (reason: string, patience: number) => void;

function watchProcess(leave: Leave): void {
  // Ctrl-C reaches every process of the terminal. Terraform handles it, and then says what it wants of us.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => leave('The provider was told to end.', orphanPatience));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) leave('The Terraform that started the provider is gone.', orphanPatience);
  }, orphanCheckInterval);
  watch.unref();
}

/**
 * An error that nothing was waiting for does not end the process, for Terraform would only say that the plugin did not
 * respond, and nothing of why. What was running then is told to fail; calls that wait for what never comes are answered.
 */
function answerUncaught(runtime: Runtime): void {
  process.on('uncaughtException', (error: unknown) => {
    // Its message may hold a secret, which only what the engine writes down masks.
    const name = error instanceof Error ? error.name : typeof error;
    const [, ...frames] = error instanceof Error ? (error.stack ?? '').split(/\n(?= +at )/) : [];
    runtime.log.error('something failed unexpectedly', { error: [name, ...frames].join('\n') });
    const told = new Error(
      `Something failed unexpectedly (${name}) in the provider, and this does not end by itself any more. Apply again; if it happens again, it is a fault of the provider: report it with what TF_LOG=error shows.`,
    );
    setTimeout(() => runtime.failRunning(told), uncaughtPatience).unref();
  });
}

async function leaveProcess(
  runtime: Runtime,
  server: Server,
  reason: string,
  patience: number,
): Promise<void> {
  runtime.log.debug('leaving', { reason });
  setTimeout(() => process.exit(0), patience);
  runtime.stop(reason);
  try {
    await runtime.close();
  } catch (error) {
    runtime.log.error('could not close the provider', {
      error: error instanceof Error ? error.message : String(error),
    });
  }
  server.tryShutdown(() => process.exit(0));
  setTimeout(() => process.exit(0), 100);
}

function once(act: Leave): Leave {
  let done = false;
  return (reason, patience) => {
    if (done) return;
    done = true;
    act(reason, patience);
  };
}
