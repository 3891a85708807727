// Verifies a certificate of a search: pure, offline, one line for each check, and a verdict. It shares no code with the
// verifier of the gateway (Python), and says the same; a test compares the two on genuine and on forged files.
import { secp256k1 } from "../vendor/curves/secp256k1.js";
import { keccak_256 } from "../vendor/hashes/sha3.js";

const FORMAT = "pledgebook-search-certificate";
const ENGINE = "polygon-edge-ibft";
const KINDS = { PAT: 1, TM: 2, SR: 3, CR: 4, APPL: 5, TMAPPL: 6 };
export const FINDINGS = ["UNKNOWN", "NOT_IN_FORCE", "ENDED", "TERM_OVER", "NOT_COVERED", "NOT_RECONCILED", "FILED", "PLEDGED", "PRESERVED", "LOCKED"];
const SIZES = { parent_hash: 32, uncles_hash: 32, miner: 20, state_root: 32, transactions_root: 32, receipts_root: 32, logs_bloom: 256 };
const NUMBERS = ["difficulty", "number", "gas_limit", "gas_used", "timestamp"];
const MOST_RIGHTS = 3500;
const utf8 = new TextEncoder();
const TOPIC = keccak_256(utf8.encode("Searched(uint64,bytes32,uint64,uint16,uint16,uint32,uint32,bytes32,bytes,(uint8,uint32,uint32,string,bytes),uint32)"));

class Failed extends Error {
  constructor(verdict, name, detail) {
    super(detail);
    Object.assign(this, { verdict, check: { name, passed: false, detail } });
  }
}

/** Checks `raw` (bytes) against `trust` (the content of a validators.json). Never throws. */
export function verify(raw, trust) {
  const checks = [];
  let certificate = null;
  try {
    certificate = read(raw);
    checks.push({ name: "format", passed: true, detail: `${certificate.rights.length}` });
    for (const check of run(certificate, trust)) checks.push(check);
  } catch (error) {
    const failed = error instanceof Failed ? error : new Failed("tampered", "format", String(error.message ?? error));
    return { verdict: failed.verdict, checks: [...checks, failed.check], certificate };
  }
  return { verdict: "valid", checks, certificate };
}

function* run(certificate, trust) {
  const engine = [certificate.engine, trust.engine].find((each) => each !== ENGINE);
  if (engine !== undefined) throw new Failed("unsupported", "engine", String(engine).slice(0, 60));
  yield { name: "engine", passed: true, detail: certificate.engine };
  if (certificate.chain_id !== trust.chain_id)
    throw new Failed("unknown-validators", "chain", `${certificate.chain_id} / ${trust.chain_id}`);
  yield { name: "chain", passed: true, detail: `${trust.chain_id}` };
  if (sorted(certificate.contracts) !== sorted(trust.contracts)) throw new Failed("tampered", "contracts", "");
  yield { name: "contracts", passed: true, detail: trust.contracts.SearchRegister };
  certificate.rights.forEach((right, place) => {
    if ("right" in right && !same(keyOf(right.right), bytes(right.key, 32)))
      throw new Failed("tampered", "rights", `${place}: ${right.right}`);
  });
  yield { name: "rights", passed: true, detail: `${certificate.rights.length}` };
  for (const [place, part] of certificate.parts.entries()) {
    yield sealed(place + 1, part, trust);
    yield included(place + 1, part);
  }
  yield searched(certificate, trust);
}

// --- the file

function read(raw) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  const content = JSON.parse(text);
  if (object(content) && content.format === "pledgebook-record-certificate") throw new Failed("unsupported", "format", content.format);
  need(canonical(content) === text, "not in the canonical form (RFC 8785)");
  fields(content, ["format", "version", "engine", "chain_id", "contracts", "search", "rights", "results", "parts"]);
  need(content.format === FORMAT && content.version === 1, `not ${FORMAT}, version 1`);
  need(typeof content.engine === "string" && Number.isInteger(content.chain_id), "engine, chain_id");
  need(object(content.contracts), "contracts");
  fields(content.search, ["id", "as_of", "count"]);
  bytes(content.search.id, 32);
  need(/^\d{4}-\d\d-\d\d$/.test(content.search.as_of) && isDay(content.search.as_of), "search.as_of");
  need(Array.isArray(content.rights) && content.rights.length >= 1 && content.rights.length <= 10000, "rights");
  need(content.rights.length === content.search.count, "search.count");
  for (const each of content.rights) {
    fields(each, "right" in each ? ["key", "right"] : ["key"]);
    bytes(each.key, 32);
    need(!("right" in each) || typeof each.right === "string", "right");
  }
  let last = -1;
  need(Array.isArray(content.results) && content.results.length <= content.rights.length, "results");
  for (const each of content.results) {
    fields(each, ["place", "findings"]);
    need(Number.isInteger(each.place) && last < each.place && each.place < content.rights.length, "results.place");
    last = each.place;
    const bits = Array.isArray(each.findings) ? each.findings.map((name) => FINDINGS.indexOf(name)) : [];
    need(bits.length && bits.every((bit, at) => bit >= 0 && (!at || bits[at - 1] < bit)), "results.findings");
  }
  need(Array.isArray(content.parts) && content.parts.length === Math.ceil(content.rights.length / MOST_RIGHTS), "parts");
  content.parts.forEach(readPart);
  return content;
}

function readPart(part) {
  fields(part, ["header", "transaction_index", "log_in_receipt", "receipt_proof", "event"]);
  fields(part.header, [...Object.keys(SIZES), ...NUMBERS, "extra_data"]);
  for (const [name, size] of Object.entries(SIZES)) bytes(part.header[name], size);
  for (const name of NUMBERS) {
    need(/^0x(0|[1-9a-f][0-9a-f]{0,15})$/.test(part.header[name]), `header.${name}`);
  }
  bytes(part.header.extra_data);
  extraOf(part.header);
  for (const name of ["transaction_index", "log_in_receipt"])
    need(Number.isInteger(part[name]) && part[name] >= 0 && part[name] < 2 ** 32, name);
  need(Array.isArray(part.receipt_proof) && part.receipt_proof.length >= 1 && part.receipt_proof.length <= 64, "receipt_proof");
  for (const node of part.receipt_proof) bytes(node);
  fields(part.event, ["address", "topics", "data"]);
  need(Array.isArray(part.event.topics) && part.event.topics.length <= 4, "event.topics");
  for (const topic of part.event.topics) bytes(topic, 32);
  bytes(part.event.data);
  need(checksum(part.event.address) === part.event.address, "event.address");
}

// --- seals

function extraOf(header) {
  const extra = bytes(header.extra_data);
  need(extra.length > 32, "extra_data holds no seals");
  const parts = decode(extra.slice(32));
  need(Array.isArray(parts) && parts.length === 5, "extra_data");
  const [validators, proposer, seals, parents, round] = parts;
  const all = (list, size) => Array.isArray(list) && list.length <= 256 && list.every((each) => each instanceof Uint8Array && each.length === size);
  need(all(validators, 20) && validators.length >= 1 && all(seals, 65) && all(parents, 65), "extra_data");
  need(proposer instanceof Uint8Array && proposer.length === 65 && round instanceof Uint8Array && round.length === 8, "extra_data");
  return { vanity: extra.slice(0, 32), validators, seals, parents, round };
}

function sealed(number, part, trust) {
  const name = `${number}: seals`;
  const height = Number(part.header.number);
  const set = trust.sets.filter((each) => each.from_block <= height).at(-1);
  if (!set) throw new Failed("unknown-validators", name, `block ${height}`);
  const { vanity, validators, seals, parents, round } = extraOf(part.header);
  const empty = new Uint8Array();
  const covered = join(vanity, encode([validators, empty, [], parents, empty]));
  const order = ["parent_hash", "uncles_hash", "miner", "state_root", "transactions_root", "receipts_root", "logs_bloom"];
  const values = [...order.map((each) => bytes(part.header[each])), ...NUMBERS.map((each) => numeral(BigInt(part.header[each]))), covered];
  const hash = keccak_256(encode(values));
  const digest = keccak_256(keccak_256(join(keccak_256(join(hash, round)), new Uint8Array([2]))));
  const signers = seals.map((seal) => signerOf(seal, digest));
  const members = new Set(set.validators.map((each) => each.toLowerCase()));
  const own = new Set(validators.map(hex));
  const quorum = members.size < 4 ? members.size : Math.ceil((2 * members.size) / 3);
  if (own.size !== members.size || ![...own].every((each) => members.has(each))) {
    const foreign = signers.length > 0 && new Set(signers.filter((each) => own.has(each))).size === signers.length;
    throw new Failed(foreign ? "unknown-validators" : "tampered", name, `block ${height}`);
  }
  const valid = new Set(signers.filter((each) => members.has(each)));
  if (signers.length && !valid.size) throw new Failed("tampered", name, `block ${height}`);
  if (valid.size < quorum) throw new Failed("not-sealed", name, `block ${height}: ${valid.size} / ${members.size}, ≥ ${quorum}`);
  if (valid.size !== signers.length) throw new Failed("tampered", name, `block ${height}`);
  return { name, passed: true, detail: `block ${height}: ${valid.size} / ${members.size}, ≥ ${quorum}` };
}

function signerOf(seal, digest) {
  try {
    const point = secp256k1.Signature.fromBytes(seal.slice(0, 64)).addRecoveryBit(seal[64]).recoverPublicKey(digest);
    return hex(keccak_256(point.toBytes(false).slice(1)).slice(12));
  } catch {
    return null;
  }
}

// --- the event in its receipt, the receipt under the header's root

function included(number, part) {
  const name = `${number}: receipt`;
  try {
    const value = proven(bytes(part.header.receipts_root), part.transaction_index, part.receipt_proof.map((node) => bytes(node)));
    const receipt = decode(value[0] < 0x80 ? value.slice(1) : value);
    need(Array.isArray(receipt) && receipt.length === 4, "no receipt");
    const [status, , , logs] = receipt;
    need(status.length === 1 && status[0] === 1, "the transaction had no effect");
    need(Array.isArray(logs) && part.log_in_receipt < logs.length, "no such log");
    const [address, topics, data] = logs[part.log_in_receipt];
    need(hex(address) === part.event.address.toLowerCase(), "address");
    need(topics.length === part.event.topics.length && topics.every((topic, at) => hex(topic) === part.event.topics[at]), "topics");
    need(hex(data) === part.event.data, "data");
  } catch (error) {
    throw new Failed("tampered", name, String(error.message ?? error));
  }
  return { name, passed: true, detail: `log ${part.log_in_receipt}, transaction ${part.transaction_index}` };
}

/** The value that the nodes prove under the root; they must be exactly those of the way, from the root on. */
function proven(root, index, nodes) {
  let path = [...encode(numeral(BigInt(index)))].flatMap((byte) => [byte >> 4, byte & 15]);
  let wanted = root;
  let place = 0;
  const next = () => {
    need(place < nodes.length && same(keccak_256(nodes[place]), wanted), "the proof is broken");
    place += 1;
    return decode(nodes[place - 1]);
  };
  let node = next();
  for (;;) {
    need(Array.isArray(node), "no node");
    let child;
    if (node.length === 17) {
      child = path.length ? node[path[0]] : node[16];
      const ended = !path.length;
      path = path.slice(1);
      if (ended) return ending(child, place, nodes);
    } else {
      need(node.length === 2, "no node");
      const prefix = [...node[0]].flatMap((byte) => [byte >> 4, byte & 15]);
      const nibbles = prefix.slice(prefix[0] & 1 ? 1 : 2);
      need(nibbles.every((nibble, at) => path[at] === nibble), "no such transaction");
      path = path.slice(nibbles.length);
      if (prefix[0] & 2) {
        need(!path.length, "no such transaction");
        return ending(node[1], place, nodes);
      }
      child = node[1];
    }
    if (Array.isArray(child)) node = child;
    else {
      need(child.length === 32, "no such transaction");
      wanted = child;
      node = next();
    }
  }
}

function ending(value, place, nodes) {
  need(value instanceof Uint8Array && value.length > 0, "no such transaction");
  need(place === nodes.length, "the proof holds more than it needs");
  return value;
}

// --- what was found

function searched(certificate, trust) {
  const found = new Map(certificate.results.map((each) => [each.place, each.findings.join()]));
  let start = 0;
  try {
    for (const [place, part] of certificate.parts.entries()) {
      need(part.event.address === trust.contracts.SearchRegister, "not the pinned SearchRegister");
      need(part.event.topics.length === 4 && part.event.topics[0] === hex(TOPIC), "no search");
      need(part.event.topics[2] === certificate.search.id, "another search");
      const told = event(bytes(part.event.data));
      need(told.part === place + 1 && told.parts === certificate.parts.length, "part");
      need(String(told.asOf) === certificate.search.as_of.replaceAll("-", ""), "another day");
      const keys = certificate.rights.slice(start, start + told.count).map((each) => bytes(each.key));
      need(keys.length === told.count && same(keccak_256(join(...keys)), told.digest), "other rights");
      const here = unpack(told.findings, told.count);
      for (let each = 0; each < told.count; each += 1) need(found.get(start + each) === here.get(each), "other findings");
      start += told.count;
    }
    need(start === certificate.rights.length, "count");
  } catch (error) {
    throw new Failed("tampered", "results", String(error.message ?? error));
  }
  const bad = certificate.results.length;
  return { name: "results", passed: true, detail: `${start - bad} + ${bad}, ${certificate.search.as_of}` };
}

/** The data of `Searched`, which must be laid out in the one way that the contract does. */
function event(data) {
  const word = (at) => data.slice(32 * at, 32 * at + 32);
  const number = (at, bits) => {
    const value = BigInt(hex(word(at)));
    need(value < 1n << BigInt(bits), "data");
    return Number(value);
  };
  need(data.length % 32 === 0 && data.length >= 32 * 9, "data");
  need(number(5, 32) === 256, "data");
  const size = number(8, 32);
  const after = 9 + Math.ceil(size / 32);
  need(number(6, 32) === 32 * after, "data");
  number(after, 8);
  number(after + 1, 32);
  number(after + 2, 32);
  need(number(after + 3, 32) === 160, "data");
  const text = number(after + 5, 32);
  const document = 6 + Math.ceil(text / 32);
  need(number(after + 4, 32) === 32 * document, "data");
  const end = after + document + 1 + Math.ceil(number(after + document, 32) / 32);
  need(data.length === 32 * end, "data");
  number(7, 32);
  const findings = data.slice(32 * 9, 32 * 9 + size);
  need(data.slice(32 * 9 + size, 32 * after).every((byte) => byte === 0), "data");
  return { part: number(0, 16), parts: number(1, 16), asOf: number(2, 32), count: number(3, 32), digest: word(4), findings };
}

function unpack(packed, count) {
  const found = new Map();
  let previous = -1;
  need(packed.length % 4 === 0, "findings");
  for (let at = 0; at < packed.length; at += 4) {
    const place = (packed[at] << 8) | packed[at + 1];
    const bits = (packed[at + 2] << 8) | packed[at + 3];
    need(previous < place && place < count && bits > 0 && bits < 1 << FINDINGS.length, "findings");
    found.set(place, FINDINGS.filter((_, bit) => bits & (1 << bit)).join());
    previous = place;
  }
  return found;
}

// --- bytes, numbers, RLP

function need(condition, problem) {
  if (!condition) throw new Error(problem);
}
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function fields(value, names) {
  need(object(value), "no object");
  const own = Object.keys(value);
  need(own.length === names.length && names.every((name) => Object.hasOwn(value, name)), `fields: ${names.join(", ")}`);
}
function bytes(text, size) {
  need(typeof text === "string" && /^0x([0-9a-f]{2})*$/.test(text), "hexadecimal text");
  const found = new Uint8Array((text.length - 2) / 2);
  for (let at = 0; at < found.length; at += 1) found[at] = parseInt(text.slice(2 + 2 * at, 4 + 2 * at), 16);
  need(size === undefined || found.length === size, `${size} bytes`);
  return found;
}
const hex = (raw) => "0x" + Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
function join(...parts) {
  const out = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    out.set(each, at);
    at += each.length;
  }
  return out;
}
function numeral(value) {
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return bytes("0x" + (digits.length % 2 ? "0" : "") + digits);
}
function prefix(length, short) {
  if (length < 56) return new Uint8Array([short + length]);
  const size = numeral(BigInt(length));
  return join(new Uint8Array([short + 55 + size.length]), size);
}
function encode(value) {
  if (value instanceof Uint8Array) return value.length === 1 && value[0] < 0x80 ? value : join(prefix(value.length, 0x80), value);
  const body = join(...value.map(encode));
  return join(prefix(body.length, 0xc0), body);
}
function decode(raw) {
  const [value, end] = item(raw, 0, 0);
  need(end === raw.length, "RLP");
  return value;
}
function item(raw, at, depth) {
  need(at < raw.length && depth < 16, "RLP");
  const first = raw[at];
  if (first < 0x80) return [raw.slice(at, at + 1), at + 1];
  const list = first >= 0xc0;
  let length = first - (list ? 0xc0 : 0x80);
  let start = at + 1;
  if (length > 55) {
    const size = length - 55;
    need(size <= 4 && start + size <= raw.length && raw[start] !== 0, "RLP");
    length = raw.slice(start, start + size).reduce((sum, byte) => sum * 256 + byte, 0);
    need(length > 55, "RLP");
    start += size;
  }
  const end = start + length;
  need(end <= raw.length, "RLP");
  if (!list) {
    need(length !== 1 || raw[start] >= 0x80, "RLP");
    return [raw.slice(start, end), end];
  }
  const found = [];
  while (start < end) {
    const [value, next] = item(raw, start, depth + 1);
    need(next <= end, "RLP");
    found.push(value);
    start = next;
  }
  return [found, end];
}
function keyOf(text) {
  const [jurisdiction, code, ...rest] = text.split(":");
  const number = utf8.encode(rest.join(":"));
  if (!/^[A-Z]{2}$/.test(jurisdiction) || !(code in KINDS) || !number.length || number.length > 255) return new Uint8Array();
  const encoded = new Uint8Array(32 * (4 + Math.ceil(number.length / 32)));
  encoded.set(utf8.encode(jurisdiction), 0);
  encoded[63] = KINDS[code];
  encoded[95] = 96;
  encoded[127] = number.length;
  encoded.set(number, 128);
  return keccak_256(encoded);
}
function checksum(address) {
  need(typeof address === "string" && /^0x[0-9a-fA-F]{40}$/.test(address), "address");
  const digits = address.slice(2).toLowerCase();
  const sum = hex(keccak_256(utf8.encode(digits))).slice(2);
  return "0x" + [...digits].map((digit, at) => (parseInt(sum[at], 16) >= 8 ? digit.toUpperCase() : digit)).join("");
}
function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!object(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}
function sorted(value) {
  need(object(value), "contracts");
  return canonical(value);
}
