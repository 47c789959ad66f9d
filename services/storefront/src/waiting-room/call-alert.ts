/** Tells a buyer who looks elsewhere that the turn has come: by sound and by notification, once allowed. */
const KEY = 'tiketi.call-alert'
let audio: AudioContext | undefined

export const alertWanted = () => localStorage.getItem(KEY) === 'on'

/** Must follow a press: browsers give sound and the question about notifications only then. */
export async function wantAlert(wanted: boolean) {
  localStorage.setItem(KEY, wanted ? 'on' : 'off')
  if (!wanted) return
  audio ??= new AudioContext()
  await audio.resume()
  chime(0.04)
  if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission()
}

export function alertCalled(title: string, body: string) {
  if (!alertWanted()) return
  chime(0.25)
  navigator.vibrate?.([200, 100, 200])
  if (document.visibilityState === 'hidden' && 'Notification' in window && Notification.permission === 'granted') {
    try {
      new Notification(title, { body, tag: 'tiketi-call', icon: '/favicon.svg' })
    } catch {
      // Some phones give notifications to service workers only; sound and title still tell.
    }
  }
}

/** Two rising notes. */
function chime(volume: number) {
  if (audio?.state !== 'running') return
  for (const [index, pitch] of [659.25, 880].entries()) {
    const start = audio.currentTime + index * 0.18
    const tone = audio.createOscillator()
    const gain = audio.createGain()
    tone.frequency.value = pitch
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(volume, start + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.5)
    tone.connect(gain).connect(audio.destination)
    tone.start(start)
    tone.stop(start + 0.5)
  }
}
