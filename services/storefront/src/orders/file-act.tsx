import type { ComponentChildren } from 'preact'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { locale } from '../language/language.ts'
import { askFile } from '../session/ask.ts'

interface FileActProps {
  path: string
  /** What it is saved as. */
  name: string
  children: ComponentChildren
}

/** A file in the visitor's language. It needs the access token, which a plain link cannot carry. */
export function FileAct({ path, name, children }: FileActProps) {
  const act = useAct()
  async function download() {
    const response = await askFile(`${path}?locale=${locale.value}`)
    const address = URL.createObjectURL(await response.blob())
    const link = document.createElement('a')
    link.href = address
    link.download = name
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <>
      <ProblemNotice problem={act.problem} />
      <Button busy={act.busy} onClick={() => act.run(download)}>
        {children}
      </Button>
    </>
  )
}
