// A second verifier of certificates, which shares no code with the first: npm's ethereum libraries, other language.
// Reads {"certificate": "...", "trust": {...}} lines on standard input; answers one line for each: true, or a reason.
import { createInterface } from "node:readline";
import { verifyMerkleProof } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const bytes = (hex) => hexToBytes(hex.slice(2));
const same = (a, b) => bytesToHex(a) === bytesToHex(b);
const number = (hex) => (BigInt(hex) === 0n ? new Uint8Array() : bytes("0x" + even(BigInt(hex).toString(16))));
const even = (digits) => (digits.length % 2 ? "0" + digits : digits);
const word = (data, place) => data.slice(32 * place, 32 * place + 32);
const uint = (raw) => Number(BigInt("0x" + (bytesToHex(raw) || "0")));
const FINDINGS = ["UNKNOWN", "NOT_IN_FORCE", "ENDED", "TERM_OVER", "NOT_COVERED", "NOT_RECONCILED", "FILED", "PLEDGED", "PRESERVED", "LOCKED"];
const TOPIC = keccak_256(
  utf8ToBytes("Searched(uint64,bytes32,uint64,uint16,uint16,uint32,uint32,bytes32,bytes,(uint8,uint32,uint32,string,bytes),uint32)"),
);
const OBLIGATION = "(uint8,bytes3,uint128,uint64,uint32,uint32,bytes,bytes32)";
const ACT = "(uint8,uint32,uint32,string,bytes)";
const FILED = keccak_256(
  utf8ToBytes(`PledgeFiled(uint64,uint64,uint64,uint64,(uint64,uint64[],uint64[],bytes32[],${OBLIGATION}),bool,uint256[],${ACT},uint32)`),
);
const ADMITTED = keccak_256(utf8ToBytes(`PartyAdmitted(uint64,uint64,uint64,uint8,string,bytes32,string,${ACT},uint32)`));

function require(condition, reason) {
  if (!condition) throw new Error(reason);
}

function sealersOf(header) {
  const extra = bytes(header.extra_data);
  const [validators, , seals, parents, round] = RLP.decode(extra.slice(32));
  const covered = concatBytes(extra.slice(0, 32), RLP.encode([validators, new Uint8Array(), [], parents, new Uint8Array()]));
  const raw = ["parent_hash", "uncles_hash", "miner", "state_root", "transactions_root", "receipts_root", "logs_bloom"];
  const numbers = ["difficulty", "number", "gas_limit", "gas_used", "timestamp"];
  const hash = keccak_256(
    RLP.encode([...raw.map((name) => bytes(header[name])), ...numbers.map((name) => number(header[name])), covered]),
  );
  const digest = keccak_256(keccak_256(concatBytes(keccak_256(concatBytes(hash, round)), new Uint8Array([2]))));
  const signers = seals.map((seal) => {
    const signature = secp256k1.Signature.fromBytes(seal.slice(0, 64)).addRecoveryBit(seal[64]);
    const point = signature.recoverPublicKey(digest).toBytes(false);
    return "0x" + bytesToHex(keccak_256(point.slice(1)).slice(12));
  });
  return { named: validators.map((each) => "0x" + bytesToHex(each)), signers };
}

async function provenLog(part) {
  const key = RLP.encode(part.transaction_index === 0 ? new Uint8Array() : number("0x" + part.transaction_index.toString(16)));
  const nodes = part.receipt_proof.map(bytes);
  require(same(keccak_256(nodes[0]), bytes(part.header.receipts_root)), "root");
  const value = await verifyMerkleProof(key, nodes);
  require(value, "no receipt");
  const [status, , , logs] = RLP.decode(value[0] < 0x80 ? value.slice(1) : value);
  require(status.length === 1 && status[0] === 1, "status");
  return logs[part.log_in_receipt];
}

function keyOf(text) {
  const [jurisdiction, code, ...rest] = text.split(":");
  const kind = { PAT: 1, TM: 2, SR: 3, CR: 4, APPL: 5, TMAPPL: 6 }[code];
  const raw = utf8ToBytes(rest.join(":"));
  const encoded = new Uint8Array(32 * (4 + Math.ceil(raw.length / 32)));
  encoded.set(utf8ToBytes(jurisdiction), 0);
  encoded[63] = kind;
  encoded[95] = 96;
  encoded[127] = raw.length;
  encoded.set(raw, 128);
  return keccak_256(encoded);
}

function sealed(header, trust) {
  const set = trust.sets.filter((each) => each.from_block <= Number(header.number)).at(-1);
  const members = new Set(set.validators.map((each) => each.toLowerCase()));
  const { named, signers } = sealersOf(header);
  require(named.length === members.size && named.every((each) => members.has(each)), "validators");
  const valid = new Set(signers.filter((each) => members.has(each)));
  require(valid.size >= (members.size < 4 ? members.size : Math.ceil((2 * members.size) / 3)), "quorum");
  require(valid.size === signers.length, "foreign seals");
}

async function provenEvent(part) {
  const [address, topics, data] = await provenLog(part);
  require("0x" + bytesToHex(address) === part.event.address.toLowerCase(), "address");
  require(topics.length === 4 && part.event.topics.length === 4, "topics");
  require(topics.every((topic, at) => same(topic, bytes(part.event.topics[at]))), "topics");
  require(same(data, bytes(part.event.data)), "data");
  return { topics, data };
}

async function verifyRecord(certificate, trust) {
  sealed(certificate.through, trust);
  const { pledge, events, through_block: through } = certificate.record;
  require(events === certificate.parts.length && through === Number(certificate.through.number), "record");
  const books = ["PledgeRegistry", "ChangeBook", "EnforcementBook", "AssetRegistry"].map((name) => trust.contracts[name]);
  let before = 0;
  let block = 0;
  for (const [place, part] of certificate.parts.entries()) {
    sealed(part.header, trust);
    const { topics, data } = await provenEvent(part);
    require(books.includes(part.event.address), "book");
    require(uint(topics[2]) === pledge, "subject");
    require(uint(topics[1]) > before && Number(part.header.number) >= block, "order");
    before = uint(topics[1]);
    block = Number(part.header.number);
    if (place === 0) {
      require(before === pledge && part.event.address === trust.contracts.PledgeRegistry, "filing");
      require(same(topics[0], FILED), "filing");
      const filing = data.slice(uint(word(data, 1)));
      const listed = filing.slice(uint(word(filing, 3)));
      const keys = Array.from({ length: uint(word(listed, 0)) }, (_, at) => bytesToHex(word(listed, at + 1)));
      require(JSON.stringify(keys) === JSON.stringify(certificate.rights.map((each) => each.key.slice(2))), "rights");
    } else require(!same(topics[0], FILED), "filed twice");
  }
  require(block <= through, "through");
  for (const part of certificate.parties) {
    sealed(part.header, trust);
    const { topics } = await provenEvent(part);
    require(part.event.address === trust.contracts.PartyRegistry && same(topics[0], ADMITTED), "party");
  }
}

async function verify(certificate, trust) {
  require(certificate.engine === "polygon-edge-ibft" && certificate.chain_id === trust.chain_id, "chain");
  require(JSON.stringify(certificate.contracts) === JSON.stringify(trust.contracts), "contracts");
  for (const right of certificate.rights) require(!right.right || same(keyOf(right.right), bytes(right.key)), "key");
  if (certificate.format === "pledgebook-record-certificate") return verifyRecord(certificate, trust);
  const results = new Map(certificate.results.map((each) => [each.place, each.findings.join()]));
  let start = 0;
  for (const [place, part] of certificate.parts.entries()) {
    sealed(part.header, trust);
    const { topics, data } = await provenEvent(part);
    require(part.event.address === trust.contracts.SearchRegister, "contract");
    require(same(topics[0], TOPIC) && same(topics[2], bytes(certificate.search.id)), "event");
    require(uint(word(data, 0)) === place + 1 && uint(word(data, 1)) === certificate.parts.length, "part");
    require(String(uint(word(data, 2))) === certificate.search.as_of.replaceAll("-", ""), "day");
    const count = uint(word(data, 3));
    const keys = certificate.rights.slice(start, start + count).map((each) => bytes(each.key));
    require(same(keccak_256(concatBytes(...keys)), word(data, 4)), "keys");
    const at = uint(word(data, 5)) / 32;
    const packed = data.slice(32 * (at + 1), 32 * (at + 1) + uint(word(data, at)));
    const found = new Map();
    for (let offset = 0; offset < packed.length; offset += 4) {
      const bits = uint(packed.slice(offset + 2, offset + 4));
      found.set(start + uint(packed.slice(offset, offset + 2)), FINDINGS.filter((_, bit) => bits & (1 << bit)).join());
    }
    for (let each = start; each < start + count; each += 1) require(results.get(each) === found.get(each), "findings");
    start += count;
  }
  require(start === certificate.rights.length && certificate.search.count === start, "count");
}

for await (const line of createInterface({ input: process.stdin })) {
  const { certificate, trust } = JSON.parse(line);
  let answer = true;
  try {
    await verify(certificate, trust);
  } catch (error) {
    answer = String(error.message ?? error).slice(0, 200);
  }
  console.log(JSON.stringify(answer));
}
