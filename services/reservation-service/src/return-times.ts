import { RETURNS } from '@tiketi/contracts/returns'

const { coolMinutes, window, near } = RETURNS

/**
 * SQL for what follows `from`: `performance p` and its `on_sale o`, and of each performance `times.cooled_at` and
 * `times.returns_at`, if a place of it is given back now by the database's clock. The instant is another in every row, so
 * places that are to come back together take it from one row, by way of a `with`.
 */
export const RETURN_TIMES = `performance p join on_sale o on o.id = p.on_sale_id,
  lateral (
    select p.venue ->> 'timeZone' as zone, least(p.starts_at, o.closes_at) as ends,
      (now() + interval '${coolMinutes} minutes') at time zone (p.venue ->> 'timeZone') as cooled
  ) sale,
  lateral (
    select (cooled::date + (cooled::time >= '${window.fromHour}:00')::int + time '${window.fromHour}:00')
      at time zone zone as opens, interval '${window.toHour - window.fromHour} hours' as lasts
  ) returning_window,
  lateral (
    select now() + case when soon then interval '${near.coolMinutes} minutes' else interval '${coolMinutes} minutes' end as cooled_at,
      case when soon then now() + interval '${near.coolMinutes} minutes' + random() * interval '${near.withinMinutes} minutes'
        else opens + random() * lasts end as returns_at
    from (select opens + lasts > ends - interval '${near.hours} hours' as soon) so
  ) times`
