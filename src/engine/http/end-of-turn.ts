let turn: Promise<void> | undefined;

/**
 * The end of this turn of the event loop. Replies to requests that arrived together are written
 * together then: each write while the client sleeps wakes it, which costs more than most requests do.
 */
export function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}
