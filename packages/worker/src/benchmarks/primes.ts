/** Primes below this are searched in one event, as sysbench does by default. */
const largest = 10_000

/** One event of `sysbench cpu`: it searches the primes by trial division. Returns how many it found, so that no compiler drops the work. */
export function sysbenchEvent(): number {
  let found = 0
  for (let candidate = 3; candidate < largest; candidate++) {
    const root = Math.floor(Math.sqrt(candidate))
    let divisor = 2
    while (divisor <= root && candidate % divisor !== 0) divisor++
    if (divisor > root) found++
  }
  return found
}
