import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { heard } from '../../kit/heard.ts';

/**
 * A forwarded connection with the manners of a socket: ssh2's own channels close only once all was read, and destroying
 * one tells nobody.
 */
export class ForwardedStream extends Duplex {
  readonly #channel: ClientChannel;
  /** As a socket's: bytes that came, and bytes that were given to be sent. */
  bytesRead = 0;
  bytesWritten = 0;

  constructor(channel: ClientChannel) {
    super();
    this.#channel = channel;
    // A driver listens only while it needs the line.
    heard(this);
    channel.on('data', (chunk: Buffer) => {
      this.bytesRead += chunk.length;
      if (!this.push(chunk)) channel.pause();
    });
    channel.on('end', () => this.push(null));
    channel.on('close', () => this.destroy());
    channel.on('error', (error: Error) => this.destroy(error));
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.bytesWritten += chunk.length;
    this.#channel.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#channel.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#channel.close();
    done(error);
  }
}
