import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { takeOver } from '../ownership.ts'
import { privateFolder } from './folder.ts'

test('one system at a time runs over a folder, until it gives it up', async (t) => {
  const folder = await privateFolder(t)
  const giveUp = await takeOver(folder)
  await assert.rejects(takeOver(folder), new RegExp(`already running over ${folder}: end process ${process.pid} first`))
  await giveUp()
  await takeOver(folder)
})

test('an owner that was killed does not keep the folder, though its process id has gone to a stranger', async (t) => {
  const folder = await privateFolder(t)
  await writeFile(join(folder, 'owner'), `${process.pid} 1`)
  await takeOver(folder)
})
