// Runs checks, which throw where they do not pass, and prints one line of JSON for each:
// {"check":"…","passed":true} or {"check":"…","passed":false,"why":"…"}.

export async function run(checks, subject) {
  for (const [check, prove] of Object.entries(checks)) {
    try {
      await prove(subject);
      report({ check, passed: true });
    } catch (error) {
      report({ check, passed: false, why: error?.stack ?? String(error) });
    }
  }
}

function report(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
