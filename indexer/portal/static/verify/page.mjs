// The page of verification: reads the file that is chosen or dropped, and shows each check. Nothing is sent anywhere.
import { FINDINGS, verify } from "./verifier.mjs";

const form = document.getElementById("verifying");
const report = document.getElementById("report");
const said = (name) => form.dataset[name] ?? name;
const LARGEST = 64 * 1024 * 1024;

async function trusted() {
  const own = form.elements.validators.files[0];
  if (own) return JSON.parse(await own.text());
  const answer = await fetch("/verify/validators.json");
  if (!answer.ok) throw new Error(said("noTrust"));
  return answer.json();
}

function line(check) {
  const row = document.createElement("tr");
  const [part, name] = check.name.includes(": ") ? check.name.split(": ") : ["", check.name];
  const cells = [check.passed ? `✓ ${said("passed")}` : `✕ ${said("failed")}`, said(`check${name[0].toUpperCase()}${name.slice(1)}`) + (part ? ` (${part})` : ""), check.detail];
  for (const text of cells) row.append(Object.assign(document.createElement("td"), { textContent: text }));
  row.className = check.passed ? "passed" : "failed";
  return row;
}

function rights(certificate) {
  const found = new Map(certificate.results.map((each) => [each.place, each.findings]));
  return certificate.rights.slice(0, 500).map((right, place) => {
    const row = document.createElement("tr");
    const findings = found.get(place) ?? [];
    const words = findings.map((name) => said(`finding${FINDINGS.indexOf(name)}`)).join(", ") || said("clear");
    for (const text of [right.right ?? right.key, words]) row.append(Object.assign(document.createElement("td"), { textContent: text }));
    return row;
  });
}

async function run(file) {
  report.hidden = false;
  const outcome = document.getElementById("outcome");
  const checks = document.getElementById("checks");
  const list = document.getElementById("rights");
  checks.replaceChildren();
  list.replaceChildren();
  let found;
  try {
    if (file.size > LARGEST) throw new Error(said("tooLarge"));
    const trust = await trusted();
    found = verify(new Uint8Array(await file.arrayBuffer()), trust);
  } catch (error) {
    outcome.dataset.verdict = "none";
    outcome.textContent = String(error.message ?? error);
    return;
  }
  outcome.dataset.verdict = found.verdict;
  outcome.textContent = `${file.name}: ${said(`verdict${found.verdict.replaceAll("-", "")}`)}`;
  document.getElementById("here").hidden = false;
  checks.append(...found.checks.map(line));
  document.getElementById("found").hidden = found.verdict !== "valid";
  if (found.verdict === "valid") list.append(...rights(found.certificate));
  outcome.focus();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.elements.certificate.files[0]) run(form.elements.certificate.files[0]);
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files[0]) run(event.dataTransfer.files[0]);
  });
  form.elements.certificate.addEventListener("change", () => form.requestSubmit());
}
