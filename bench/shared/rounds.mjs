/**
 * Runs `measure` for every name, one after the other, in so many rounds, each of which begins with another
 * name: what else the machine does meanwhile meets them all. Gives the results of each name, by round.
 */
export async function inTurns(names, rounds, measure) {
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = (round * 5) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      progress(`round ${round + 1} of ${rounds}: ${name}`);
      results[name].push(await measure(name));
    }
  }
  progress("");
  return results;
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
