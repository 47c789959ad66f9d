import { useLoaded } from '../components/use-loaded.ts'

/** Dark on light in both themes, with the quiet zone that scanners need (ISO/IEC 18004: four modules). */
export function QrCode({ text, label }: { text: string; label: string }) {
  const drawing = useLoaded(text, async () => {
    const { qrPath } = await import('./qr-path.ts')
    return qrPath(text)
  }).value
  if (!drawing) return <div class="qr skeleton" />
  return (
    <svg class="qr" viewBox={`-4 -4 ${drawing.size + 8} ${drawing.size + 8}`} role="img" aria-label={label}>
      <path d={drawing.path} />
    </svg>
  )
}
