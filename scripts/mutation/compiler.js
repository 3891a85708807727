// A compiler that stays warm: one question of standard JSON a line on standard input, one answer a line on standard output.
const readline = require("readline");
const solc = require("solc");

readline.createInterface({ input: process.stdin, terminal: false }).on("line", (question) => {
  process.stdout.write(solc.compile(question).trim().replaceAll("\n", " ") + "\n");
});
