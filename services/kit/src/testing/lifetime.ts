/** How long something lasts: as long as a test, or as whatever else ends what was begun in it. */
export interface Lifetime {
  /** `end` is called when it is over. */
  after(end: () => unknown): void
}
