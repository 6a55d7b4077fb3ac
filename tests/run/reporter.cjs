const { DefaultReporter } = require('@jest/reporters');

/** Jest's own reporter without the lines of suites that pass and print nothing. */
module.exports = class extends DefaultReporter {
  printTestFileHeader(path, config, result) {
    const hasNews = result.numFailingTests > 0 || result.testExecError || result.console?.length > 0;
    if (hasNews) super.printTestFileHeader(path, config, result);
  }
};
