import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Locale } from '@tiketi/contracts/schema'
import PDFDocument from 'pdfkit'
import { create } from 'qrcode'
import { type PrintedTicket, printedWords } from './printed-words.ts'

interface Printing {
  title: string
  locale: Locale
  tickets: PrintedTicket[]
  /** A JPEG. */
  poster: Buffer | null
}

/** All 11,172 syllables of Korean; a document keeps only those that it shows. */
const FONTS = {
  regular: font(import.meta.resolve('@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf')),
  bold: font(import.meta.resolve('@expo-google-fonts/nanum-gothic/700Bold/NanumGothic_700Bold.ttf')),
}

// A5, in points.
const [WIDTH, HEIGHT, MARGIN] = [419.53, 595.28, 34]
const INSIDE = WIDTH - 2 * MARGIN
const POSTER = { width: 168, height: 224 }
const TEAR = 286
const QR = 176
const [INK, QUIET, LINE] = ['#23222b', '#5f5a55', '#b9b2a8']

/** Tickets as a PDF, one a page, with the poster and all fonts inside. */
export function printTickets({ title, locale, tickets, poster }: Printing): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: [WIDTH, HEIGHT],
    margin: 0,
    autoFirstPage: false,
    lang: locale,
    displayTitle: true,
    info: { Title: title, Creator: 'Tiketi' },
  })
  pdf.registerFont('regular', FONTS.regular)
  pdf.registerFont('bold', FONTS.bold)
  const parts: Buffer[] = []
  pdf.on('data', (part: Buffer) => parts.push(part))
  const whole = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
  // By its content as a name, so that it is in the file once.
  const picture = poster && `data:image/jpeg;base64,${poster.toString('base64')}`
  for (const ticket of tickets) {
    pdf.addPage()
    drawHead(pdf, { ticket, locale, picture })
    drawStub(pdf, { ticket, locale })
  }
  pdf.end()
  return whole
}

type Pdf = PDFKit.PDFDocument

function drawHead(
  pdf: Pdf,
  { ticket, locale, picture }: { ticket: PrintedTicket; locale: Locale; picture: string | null },
) {
  const { title, facts } = printedWords(ticket, locale)
  if (picture)
    pdf.image(picture, MARGIN, MARGIN, { cover: [POSTER.width, POSTER.height], align: 'center', valign: 'center' })
  else pdf.rect(MARGIN, MARGIN, POSTER.width, POSTER.height).fill(INK)
  const left = MARGIN + POSTER.width + 20
  const width = WIDTH - MARGIN - left
  pdf.font('bold').fontSize(9).fillColor(QUIET).text('TIKETI', left, MARGIN, { width, characterSpacing: 2 })
  pdf
    .font('bold')
    .fontSize(17)
    .fillColor(INK)
    .text(title, left, MARGIN + 18, { width, height: 88, ellipsis: true, lineGap: 2 })
  let y = Math.min(pdf.y + 12, MARGIN + 128)
  for (const [label, value] of facts) {
    pdf.font('regular').fontSize(8).fillColor(QUIET).text(label, left, y, { width })
    pdf
      .font('regular')
      .fontSize(10)
      .fillColor(INK)
      .text(value, left, pdf.y + 1, { width, height: 28, ellipsis: true })
    y = pdf.y + 7
  }
}

/** What is shown at the door: the place, and the code. */
function drawStub(pdf: Pdf, { ticket, locale }: { ticket: PrintedTicket; locale: Locale }) {
  const { place, note } = printedWords(ticket, locale)
  pdf
    .moveTo(MARGIN, TEAR)
    .lineTo(WIDTH - MARGIN, TEAR)
    .dash(3, { space: 4 })
    .lineWidth(1)
    .strokeColor(LINE)
    .stroke()
    .undash()
  pdf
    .font('bold')
    .fontSize(20)
    .fillColor(INK)
    .text(place, MARGIN, TEAR + 22, { width: INSIDE, height: 50, align: 'center', ellipsis: true })
  drawQr(pdf, ticket.code, (WIDTH - QR) / 2, TEAR + 66)
  pdf
    .font('regular')
    .fontSize(9)
    .fillColor(QUIET)
    .text(note, MARGIN, TEAR + 66 + QR + 12, { width: INSIDE, align: 'center' })
}

/** Dark on white with a margin of its own, so that every scanner reads it from paper too. */
function drawQr(pdf: Pdf, text: string, x: number, y: number) {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  const module = QR / (size + 8)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      if (data[row * size + column]) pdf.rect(x + (column + 4) * module, y + (row + 4) * module, module, module)
  pdf.fill('#000')
}

/** fontkit reads the box of a space though it has none, and that lies behind the end of these files. */
function font(url: string): Buffer {
  return Buffer.concat([readFileSync(fileURLToPath(url)), Buffer.alloc(16)])
}
