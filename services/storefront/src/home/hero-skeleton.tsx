export function HeroSkeleton() {
  return (
    <div class="hero stub stub-side" aria-hidden="true">
      <div class="stub-body hero-body">
        <div class="poster skeleton" />
        <div class="hero-text">
          <div class="skeleton skeleton-line" />
          <div class="skeleton skeleton-line" />
          <div class="skeleton skeleton-line" />
        </div>
      </div>
      <div class="stub-tear hero-tear">
        <div class="skeleton hero-skeleton-clock" />
        <div class="skeleton hero-skeleton-act" />
      </div>
    </div>
  )
}
