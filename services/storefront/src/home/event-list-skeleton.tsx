/** As many cards, of the same size, as a first page shows. */
export function EventListSkeleton() {
  return (
    <ul class="event-list" aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} class="event-card">
          <div class="poster skeleton" />
          <div class="skeleton skeleton-line" />
          <div class="skeleton skeleton-line" />
          <div class="skeleton skeleton-line" />
        </li>
      ))}
    </ul>
  )
}
