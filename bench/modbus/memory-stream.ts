import { Duplex } from "node:stream";

/** The meter's end of a stream in memory: what is written to `stream` comes to `asked`, what is `push`ed on it arrives. */
export function memoryStream(asked: (bytes: Buffer, stream: Duplex) => void): Duplex {
  const stream: Duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      asked(chunk, stream);
      done();
    },
  });
  return stream;
}
