/**
 * Reads one HTTP/1.1 response out of the bytes of a connection, however they are cut: head, body by length, in chunks or
 * up to the end of the connection. Made for large bodies: their bytes are handed on as they lie, nothing is gathered.
 * Trap: what could be read in two ways (two lengths, a length beside chunks, folded lines, bare line feeds) is refused, as
 * a box in between may have read it the other way.
 */

export interface ResponseHead {
  readonly status: number;
  /** Names in lower case; values of a repeated one joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
}

export interface ResponseTaker {
  /** The final head; those of 1xx are skipped. */
  readonly onHead: (head: ResponseHead) => void;
  /** Valid until it returns. */
  readonly onBody: (bytes: Buffer) => void;
}

/** The answer breaks the rules of HTTP/1.1; the connection is of no use any more. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
  readonly code = 'EPROTO';
}

/** Of all heads, trailers and of a single line. */
const MAX_HEAD_BYTES = 16 * 1024;
/** What may come with the sizes of chunks (extensions) is not used and kept short. */
const MAX_SIZE_LINE_BYTES = 256;
const LINE_FEED = 10;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*$/;
const CHUNK_SIZE = /^([\da-f]{1,10})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;

type State = 'status' | 'fields' | 'body' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'done';

export class ResponseReader {
  readonly #taker: ResponseTaker;
  #state: State = 'status';
  /** Of the body, or of a chunk; infinite up to the end of the connection. */
  #left = 0;
  #line = '';
  #headBytes = 0;
  #minor = 1;
  #status = 0;
  #headers = new Map<string, string>();
  #isKept = false;

  constructor(taker: ResponseTaker) {
    this.#taker = taker;
  }

  /** The whole answer has been read. */
  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Another request may go over the connection after this answer. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** @throws ResponseError, and what the taker throws */
  take(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#state === 'body' || this.#state === 'chunk') {
        const count = Math.min(rest.length, this.#left);
        this.#left -= count;
        if (this.#left === 0) this.#state = this.#state === 'body' ? 'done' : 'chunk-end';
        if (count === rest.length) {
          this.#taker.onBody(rest);
          return;
        }
        this.#taker.onBody(rest.subarray(0, count));
        rest = rest.subarray(count);
      } else rest = this.#takeLine(rest);
    }
  }

  /** The connection ended. True when that was the end of the answer, too. */
  end(): boolean {
    if (this.#state === 'body' && this.#left === Infinity) this.#state = 'done';
    return this.#state === 'done';
  }

  #takeLine(bytes: Buffer): Buffer {
    if (this.#state === 'done') throw new ResponseError('bytes after the end of the answer');
    const at = bytes.indexOf(LINE_FEED);
    const count = at === -1 ? bytes.length : at + 1;
    const limit = this.#state === 'chunk-size' ? MAX_SIZE_LINE_BYTES : MAX_HEAD_BYTES;
    if (this.#state !== 'chunk-size' && this.#state !== 'chunk-end') this.#headBytes += count;
    if (this.#line.length + count > limit || this.#headBytes > MAX_HEAD_BYTES)
      throw new ResponseError('the head of the answer is too long');
    this.#line += bytes.toString('latin1', 0, count);
    if (at !== -1) {
      const line = this.#line;
      this.#line = '';
      if (!line.endsWith('\r\n')) throw refused('line end', line);
      this.#onLine(line.slice(0, -2));
    }
    return bytes.subarray(count);
  }

  #onLine(line: string): void {
    switch (this.#state) {
      case 'status': {
        const match = STATUS_LINE.exec(line);
        if (match === null) throw refused('status line', line);
        this.#minor = Number(match[1]);
        this.#status = Number(match[2]);
        this.#headers = new Map();
        this.#state = 'fields';
        return;
      }
      case 'fields':
        if (line === '') this.#onHead();
        else this.#onField(line);
        return;
      case 'chunk-size': {
        const size = CHUNK_SIZE.exec(line)?.[1];
        if (size === undefined) throw refused('chunk size', line);
        this.#left = Number.parseInt(size, 16);
        this.#state = this.#left === 0 ? 'trailers' : 'chunk';
        return;
      }
      case 'chunk-end':
        if (line !== '') throw refused('end of a chunk', line);
        this.#state = 'chunk-size';
        return;
      case 'trailers':
        if (line === '') this.#state = 'done';
        else if (!FIELD.test(line)) throw refused('trailer', line);
        return;
      case 'body':
      case 'chunk':
      case 'done':
        throw new Error(`a line in state ${this.#state}`);
    }
  }

  #onField(line: string): void {
    const [, name, value = ''] = FIELD.exec(line) ?? [];
    if (name === undefined) throw refused('header', line);
    const key = name.toLowerCase();
    const former = this.#headers.get(key);
    this.#headers.set(key, former === undefined ? value : `${former}, ${value}`);
  }

  #onHead(): void {
    if (this.#status === 101) throw new ResponseError('the answer switches to another protocol');
    if (this.#status < 200) {
      this.#state = 'status';
      return;
    }
    this.#state = this.#bodyState();
    const options = (this.#headers.get('connection') ?? '').toLowerCase().split(/[\t ]*,[\t ]*/);
    this.#isKept = this.#minor === 1 && this.#left !== Infinity && !options.includes('close');
    this.#taker.onHead({ status: this.#status, headers: this.#headers });
  }

  /** How the body ends (RFC 9112, 6.3). */
  #bodyState(): State {
    const coding = this.#headers.get('transfer-encoding');
    const length = this.#headers.get('content-length');
    if (coding !== undefined) {
      if (length !== undefined || this.#minor === 0 || coding.toLowerCase() !== 'chunked')
        throw refused('transfer coding', coding);
      return 'chunk-size';
    }
    if (length !== undefined && !/^\d{1,15}$/.test(length)) throw refused('content length', length);
    if (this.#status === 204 || this.#status === 304) return 'done';
    this.#left = length === undefined ? Infinity : Number(length);
    return this.#left === 0 ? 'done' : 'body';
  }
}

function refused(what: string, text: string): ResponseError {
  return new ResponseError(`the answer is no HTTP/1.1: ${what} ${JSON.stringify(text.slice(0, 60))}`);
}
