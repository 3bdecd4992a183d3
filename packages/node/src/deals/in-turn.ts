/** Runs actions one after the other, in the order in which they came. A failure is its own caller's alone. */
export function inTurn(): <Result>(action: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (action) => {
    const result = last.then(action)
    last = result.catch(() => {})
    return result
  }
}
