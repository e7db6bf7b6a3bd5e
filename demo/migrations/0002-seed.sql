-- Deterministic data: every value follows from the row's number, so two databases are equal and
-- a load test may rely on the ids: customers 1-1000, agents 1-10000, goals 1-100000.
insert into customers (id, name, region, tier)
select i,
  (array['Northwind', 'Blue Harbor', 'Cedar', 'Granite', 'Lumen', 'Orchard', 'Summit', 'Tidewater'])[1 + i % 8]
    || ' ' || (array['Group', 'Labs', 'Partners', 'Works', 'Holdings'])[1 + i % 5] || ' ' || i,
  (array['eu-west', 'eu-north', 'us-east', 'us-west', 'ap-south'])[1 + i % 5],
  (array['free', 'team', 'team', 'business', 'enterprise'])[1 + (i * 7) % 5]
from generate_series(1, 1000) as i;

insert into agents (id, customer_id, name, industry, status, configuration, created_at)
select i,
  1 + (i * 37) % 1000,
  (array['Analyst', 'Planner', 'Scout', 'Auditor', 'Writer', 'Dispatcher', 'Reviewer'])[1 + i % 7] || ' ' || i,
  (array['healthcare', 'finance', 'retail', 'logistics', 'energy', 'education', 'insurance', 'media',
         'manufacturing', 'travel', 'telecom', 'agriculture'])[1 + (i * 5 + i / 12) % 12],
  (array['active', 'active', 'active', 'paused', 'draft'])[1 + i % 5],
  jsonb_build_object(
    'model', (array['small', 'medium', 'large'])[1 + i % 3],
    'temperature', round((i % 10) / 10.0, 1),
    'language', (array['en', 'de', 'fr', 'es', 'ja'])[1 + i % 5],
    'tools', case i % 4
      when 0 then '["search", "calendar"]'::jsonb
      when 1 then '["search", "spreadsheet", "mail"]'::jsonb
      when 2 then '["search"]'::jsonb
      else '["search", "database", "chart", "mail"]'::jsonb end,
    'limits', jsonb_build_object('tasksPerDay', 50 + i % 200, 'budgetCents', 1000 * (1 + i % 40), 'maxSteps', 10 + i % 30),
    'schedule', jsonb_build_object('timezone', 'UTC', 'from', '08:00', 'to', '18:00', 'days', '["mon", "tue", "wed", "thu", "fri"]'::jsonb),
    'escalation', jsonb_build_object('email', 'team' || (i % 1000) || '@example.com', 'afterFailures', 1 + i % 5)
  ),
  timestamptz '2026-01-01 00:00:00Z' - i * interval '17 minutes'
from generate_series(1, 10000) as i;

insert into goals (id, agent_id, title, status, priority, due_on, created_at)
select i,
  1 + (i::bigint * 7919) % 10000,
  (array['Reduce churn', 'Summarise reports', 'Triage tickets', 'Forecast demand', 'Review contracts', 'Clean up records'])[1 + i % 6]
    || ' in quarter ' || (1 + i % 4) || ', part ' || (1 + i / 1000),
  (array['open', 'open', 'in_progress', 'done', 'done', 'done'])[1 + (i * 7) % 6],
  1 + i % 5,
  date '2026-01-01' + (i % 365),
  timestamptz '2026-01-01 00:00:00Z' - (100000 - i) * interval '3 minutes'
from generate_series(1, 100000) as i;

insert into deliverables (goal_id, title, format, size_bytes, created_at)
select g,
  (array['Report', 'Data set', 'Slide deck', 'Checklist'])[1 + (g + n) % 4] || ' ' || n,
  (array['pdf', 'csv', 'pptx', 'md'])[1 + (g + n) % 4],
  1000 + (g * 31 + n * 977) % 500000,
  timestamptz '2026-01-01 00:00:00Z' - (100000 - g) * interval '3 minutes' + n * interval '1 hour'
from generate_series(1, 100000) as g, generate_series(1, 1 + g % 2) as n;

insert into tasks (agent_id, title, status, created_at)
select a,
  (array['Collect sources', 'Draft', 'Check figures', 'Ask for approval', 'Publish'])[n] || ' for agent ' || a,
  (array['queued', 'running', 'done', 'done', 'failed'])[1 + (a + n) % 5],
  timestamptz '2026-01-01 00:00:00Z' - a * interval '17 minutes' + n * interval '1 day'
from generate_series(1, 10000) as a, generate_series(1, 5) as n;

select setval(pg_get_serial_sequence('customers', 'id'), 1000),
  setval(pg_get_serial_sequence('agents', 'id'), 10000),
  setval(pg_get_serial_sequence('goals', 'id'), 100000);
