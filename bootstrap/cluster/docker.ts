import { spawnSync } from 'node:child_process'

/** @throws Error with one sentence when no Docker engine answers. */
export function needDocker(command: string): void {
  const { status } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore' })
  if (status !== 0)
    throw new Error(`No Docker engine answers on this machine: start one, then run npm run ${command} again.`)
}
