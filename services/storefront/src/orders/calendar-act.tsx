import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { locale, words } from '../language/language.ts'
import { askFile } from '../session/ask.ts'

/** The calendar file needs the access token, which a plain link cannot carry. */
export function CalendarAct({ orderId, number }: { orderId: string; number: string }) {
  const act = useAct()
  async function download() {
    const response = await askFile(`/api/reservation/orders/${orderId}/calendar.ics?locale=${locale.value}`)
    const address = URL.createObjectURL(await response.blob())
    const link = document.createElement('a')
    link.href = address
    link.download = `tiketi-${number}.ics`
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <>
      <ProblemNotice problem={act.problem} />
      <Button busy={act.busy} onClick={() => act.run(download)}>
        {words.value.orders.calendar}
      </Button>
    </>
  )
}
