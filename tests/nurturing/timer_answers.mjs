// What the browser's clocks say at later moments, for comparison with the server's.
export function answers({ reading, inWords }, { clocks, frame, laters }) {
  return clocks.map((clock) => laters.map((later) => {
    const found = reading(clock, frame, later);
    return [found.step, found.minutes, inWords(found, frame.texts)];
  }));
}
