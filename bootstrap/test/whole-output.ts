// Loaded before each test file. What still waits to be written when the file is ended would be lost, and results with it.
const { _handle: pipe } = process.stdout as unknown as { _handle?: { setBlocking?(blocking: boolean): void } }
pipe?.setBlocking?.(true)
