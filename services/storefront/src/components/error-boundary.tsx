import { Component, type ComponentChildren } from 'preact'
import { type ProblemError, toProblem } from '../api/problem.ts'
import { Failed } from './failed.tsx'

/** A page that broke says so, instead of leaving nothing. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { problem: ProblemError | null }> {
  override state = { problem: null as ProblemError | null }

  override componentDidCatch(thrown: unknown) {
    this.setState({ problem: toProblem(thrown) })
  }

  override render() {
    return this.state.problem ? (
      <Failed problem={this.state.problem} retry={() => location.reload()} />
    ) : (
      this.props.children
    )
  }
}
