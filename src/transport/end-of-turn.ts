let turn: Promise<void> | undefined;

/**
 * The end of this turn of the event loop. What is to be written in one turn is written together
 * then: each write to a peer that sleeps wakes it, which costs more than most requests do.
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
