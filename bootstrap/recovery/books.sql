-- Everything that must be true of money and seats when nothing is under way, each as rows that break it.
select 'a captured payment without its tickets' as what, p.id::text from payment.payment p
  left join reservation.reservation r on r.id = p.reservation_id
  where p.state = 'captured' and (r.state is distinct from 'confirmed' or r.payment_id <> p.id
    or (select count(*) from reservation.ticket t where t.reservation_id = r.id) <> cardinality(r.seats) + cardinality(r.areas))
union all
select 'an order without a captured payment', r.id::text from reservation.reservation r
  where r.state = 'confirmed'
    and not exists (select from payment.payment p where p.id = r.payment_id and p.state = 'captured' and p.amount_won = r.total_won)
union all
select 'a payment that is not settled', id::text from payment.payment where state in ('confirming', 'refunding')
union all
select 'seats that wait for nobody', id::text from reservation.reservation where state = 'capturing'
union all
select 'a seat claimed by nobody''s live reservation', c.seat::text from reservation.seat_claim c
  join reservation.reservation r on r.id = c.reservation_id
  where r.state not in ('held', 'confirmed') or not c.seat = any(r.seats) or c.sold <> (r.state = 'confirmed')
union all
select 'a live reservation without all its seats', r.id::text from reservation.reservation r
  where r.state in ('held', 'confirmed') and cardinality(r.seats) <>
    (select count(*) from reservation.seat_claim c where c.reservation_id = r.id)
union all
select 'a standing area that is counted wrong', s.performance_id::text from reservation.standing_stock s
  left join lateral (select count(*) as live, count(*) filter (where r.state = 'confirmed') as sold
    from reservation.reservation r, unnest(r.areas, r.shards) as place (area, shard)
    where r.performance_id = s.performance_id and place.area = s.area and place.shard = s.shard
      and r.state in ('held', 'capturing', 'confirmed')) counted on true
  where s.available + counted.live <> s.places or s.sold <> counted.sold
union all
select 'a quota that is not what is held', q.person_id::text from reservation.buyer_quota q
  where q.taken <> (select coalesce(sum(cardinality(seats) + cardinality(areas)), 0) from reservation.reservation r
    where r.person_id = q.person_id and q.scope in (r.performance_id, r.on_sale_id) and r.state in ('held', 'capturing', 'confirmed'))
union all
select 'an event that is dead', id::text from (
  select id, attempts, done_at from reservation_inbox.event union all select id, attempts, done_at from payment_inbox.event
  union all select id, attempts, done_at from queue_inbox.event union all select id, attempts, done_at from notification_inbox.event) e
  where done_at is null and attempts >= 10;
