export function EventSkeleton() {
  return (
    <div class="page event" aria-busy="true">
      <div class="poster skeleton" />
      <div class="event-head">
        <div class="skeleton event-skeleton-title" />
        <div class="skeleton skeleton-line" />
        <div class="skeleton skeleton-line" />
        <div class="skeleton skeleton-line" />
      </div>
      <div class="event-buy">
        <div class="skeleton event-skeleton-act" />
      </div>
    </div>
  )
}
