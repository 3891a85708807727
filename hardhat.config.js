// Hardhat compiles with the pinned compiler of npm's `solc` package, which needs no download, and with the settings that
// scripts/compile.py reads too.
const { subtask } = require("hardhat/config");
const {
  TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD,
  TASK_COMPILE_SOLIDITY_GET_SOURCE_NAMES,
  TASK_COMPILE_SOLIDITY_GET_SOURCE_PATHS,
} = require("hardhat/builtin-tasks/task-names");
const path = require("path");

const { version } = require("solc/package.json");
const settings = require("./contracts/compiler.json");

subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async () => ({
  version,
  longVersion: require("solc").version(),
  compilerPath: require.resolve("solc/soljson.js"),
  isSolcJs: true,
}));

// The tests are forge's.
subtask(TASK_COMPILE_SOLIDITY_GET_SOURCE_PATHS, async (_, { config }, runSuper) => {
  const tests = path.join(config.paths.sources, "test") + path.sep;
  return (await runSuper()).filter((source) => !source.startsWith(tests));
});

// The governance is OpenZeppelin's contract as it stands; no source of ours imports it.
subtask(TASK_COMPILE_SOLIDITY_GET_SOURCE_NAMES, async (_, __, runSuper) => [
  ...(await runSuper()),
  "@openzeppelin/contracts/access/manager/AccessManager.sol",
]);

module.exports = {
  solidity: { version, settings },
  paths: { sources: "contracts", cache: "cache_hardhat", artifacts: "artifacts" },
};
