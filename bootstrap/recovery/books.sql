-- Everything that must be true of money and seats when nothing is under way, each as rows that break it.
select 'a captured payment without its tickets' as what, p.id::text from payment.payment p
  left join reservation.reservation r on r.id = p.reservation_id
  where p.state = 'captured' and (coalesce(r.state, '') not in ('confirmed', 'refunded') or r.payment_id <> p.id
    or (select count(*) from reservation.ticket t where t.reservation_id = r.id) <> cardinality(r.seats) + cardinality(r.areas))
union all
select 'an order without a captured payment', r.id::text from reservation.reservation r
  where r.state = 'confirmed'
    and not exists (select from payment.payment p where p.id = r.payment_id and p.amount_won + p.points_won = r.total_won
      and p.state = case when r.suspended then 'awaiting-deposit' else 'captured' end)
union all
select 'a payment that is not settled', id::text from payment.payment where state in ('confirming', 'refunding')
union all
select 'a refund that is not returned', id::text from payment.refund where state = 'due'
union all
select 'a refund that the two services know differently', coalesce(d.id, p.id)::text
  from reservation.refund d full join (select * from payment.refund where reason <> 'seats-gone') p on p.id = d.id
  where d.price_won - d.fee_won is distinct from p.amount_won + (
    select coalesce(sum(l.points), 0) from payment.point_line l join payment.point_entry e on e.id = l.entry_id
    where e.refund_id = p.id and l.account = 'available') or (d.returned_at is null) <> (p.returned_at is null)
union all
select 'a payment whose refunds are summed wrong', p.id::text from payment.payment p left join lateral (
    select coalesce(sum(amount_won) filter (where state = 'due'), 0) as due,
      coalesce(sum(amount_won) filter (where state = 'returned'), 0) as returned
    from payment.refund where payment_id = p.id) sums on true
  where p.refund_due_won <> sums.due or p.refunded_won <> sums.returned
union all
select 'a ledger entry that does not balance', entry_id::text from payment.ledger_line group by entry_id having sum(amount_won) <> 0
union all
select 'money that the ledger knows differently', p.id::text from payment.payment p left join lateral (
    select coalesce(sum(l.amount_won) filter (where account in ('bank', 'elsewhere')), 0) as kept,
      coalesce(-sum(l.amount_won) filter (where account = 'owed'), 0) as owed
    from payment.ledger_entry e join payment.ledger_line l on l.entry_id = e.id where e.payment_id = p.id) ledger on true
  where ledger.owed <> p.refund_due_won
    or ledger.kept <> case when p.state in ('captured', 'refunding', 'refunded') then p.amount_won - p.refunded_won else 0 end
union all
select 'an order of which all was given back and yet is open', r.id::text from reservation.reservation r
  where (r.state = 'confirmed' and not exists (select from reservation.ticket t where t.reservation_id = r.id and refund_id is null))
    or (r.state = 'refunded' and exists (select from reservation.ticket t where t.reservation_id = r.id and refund_id is null))
union all
select 'seats that wait for nobody', r.id::text from reservation.reservation r where state = 'capturing'
    and not exists (select from payment.payment p where p.id = r.payment_id and p.state = 'awaiting-deposit')
union all
select 'a seat claimed by nobody''s live reservation', c.seat::text from reservation.seat_claim c
  join reservation.reservation r on r.id = c.reservation_id
  left join reservation.cooling_place k on k.performance_id = c.performance_id and k.seat = c.seat
  where k.reservation_id <> r.id or (k.id is not null and not c.sold)
    or (k.id is null and (not c.seat = any(r.seats) or r.state not in ('held', 'capturing', 'confirmed') or c.sold <> (r.state = 'confirmed')))
union all
select 'a total that is not the sum of its prices', id::text from reservation.reservation
  where total_won <> (select sum(won) from unnest(prices_won) as won) - (select coalesce(sum(won), 0) from unnest(discounts_won) as won)
union all
select 'a voucher that is not what is taken of it', v.id::text from reservation.voucher v
  where v.taken <> (select count(*) from reservation.voucher_use u where u.voucher_id = v.id)
union all
select 'a voucher taken by nobody''s order', u.reservation_id::text from reservation.voucher_use u
  join reservation.reservation r on r.id = u.reservation_id where r.state not in ('held', 'capturing', 'confirmed', 'refunded')
union all
select 'points that do not balance', lot_id::text from payment.point_line group by lot_id having sum(points) <> 0
union all
select 'points kept for a payment that is over', e.payment_id::text from payment.point_line l
  join payment.point_entry e on e.id = l.entry_id join payment.payment p on p.id = e.payment_id
  where l.account = 'reserved' and p.state not in ('prepared', 'confirming', 'awaiting-deposit')
  group by e.payment_id having sum(l.points) <> 0
union all
select 'a live reservation without all its seats', r.id::text from reservation.reservation r
  where r.state in ('held', 'confirmed') and cardinality(r.seats) <>
    (select count(*) from reservation.seat_claim c where c.reservation_id = r.id and not exists (
      select from reservation.cooling_place k where k.performance_id = c.performance_id and k.seat = c.seat))
    + (select count(*) from reservation.ticket t where t.reservation_id = r.id and t.seat is not null and t.refund_id is not null)
union all
select 'a seat kept under a ticket that was given back', t.seat::text from reservation.ticket t
  join reservation.seat_claim c on c.reservation_id = t.reservation_id and c.seat = t.seat
  where t.refund_id is not null and not exists (
    select from reservation.cooling_place k where k.performance_id = c.performance_id and k.seat = c.seat)
union all
select 'a seat on its way back that somebody may still sit on', k.seat::text from reservation.cooling_place k
  join reservation.ticket t on t.reservation_id = k.reservation_id and t.seat = k.seat where t.refund_id is null
union all
select 'an offer without its places', w.id::text from reservation.waiting w
  where w.places * (w.state = 'offered')::int <>
    (select count(*) from reservation.cooling_place k where k.waiting_id = w.id and k.performance_id = w.performance_id)
union all
select 'a standing area that is counted wrong', s.performance_id::text from reservation.standing_stock s
  left join lateral (select count(*) as live, count(*) filter (where r.state = 'confirmed') as sold
    from reservation.reservation r, lateral (
      select area, shard, row_number() over (partition by area order by at) as nth
      from unnest(r.areas, r.shards) with ordinality as one (area, shard, at)) place
    where r.performance_id = s.performance_id and place.area = s.area and place.shard = s.shard
      and r.state in ('held', 'capturing', 'confirmed') and not exists (
        select from reservation.ticket t where t.reservation_id = r.id and t.area = place.area and t.nth = place.nth
          and t.refund_id is not null)) counted on true
  left join lateral (select count(*) as places from reservation.cooling_place k
    where k.performance_id = s.performance_id and k.area = s.area and k.shard = s.shard) cooling on true
  where s.available + counted.live + cooling.places <> s.places or s.sold <> counted.sold + cooling.places
union all
select 'a quota that is not what is held', q.person_id::text from reservation.buyer_quota q
  where q.taken <> (select coalesce(sum(cardinality(seats) + cardinality(areas) - (
      select count(*) from reservation.ticket t where t.reservation_id = r.id and t.refund_id is not null)), 0)
    from reservation.reservation r
    where r.person_id = q.person_id and q.scope in (r.performance_id, r.on_sale_id) and r.state in ('held', 'capturing', 'confirmed'))
union all
select 'an event that is dead', id::text from (
  select id, attempts, done_at from reservation_inbox.event union all select id, attempts, done_at from payment_inbox.event
  union all select id, attempts, done_at from queue_inbox.event union all select id, attempts, done_at from notification_inbox.event) e
  where done_at is null and attempts >= 10;
