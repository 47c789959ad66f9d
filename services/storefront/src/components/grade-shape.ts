/** How many hues and shapes there are; a sixth grade begins again with the next shape for each hue. */
export const GRADE_HUES = 5

export const gradeHue = (grade: number) => grade % GRADE_HUES
export const gradeShape = (grade: number) => (grade + Math.floor(grade / GRADE_HUES)) % GRADE_HUES

/** The outline of each shape around (0, 0), as corner points; a circle has none. All cover about the same area. */
export const SHAPES: readonly (readonly [x: number, y: number][] | null)[] = [
  null,
  [
    [-0.88, -0.88],
    [0.88, -0.88],
    [0.88, 0.88],
    [-0.88, 0.88],
  ],
  [
    [0, -1.18],
    [1.18, 0],
    [0, 1.18],
    [-1.18, 0],
  ],
  [
    [-1.04, -0.6],
    [0, -1.1],
    [1.04, -0.6],
    [1.04, 0.6],
    [0, 1.1],
    [-1.04, 0.6],
  ],
  [
    [0, -1.15],
    [1.2, 0.92],
    [-1.2, 0.92],
  ],
]
