create index agents_by_industry on agents (industry, id);
create index agents_by_customer on agents (customer_id, id);
create index goals_by_agent on goals (agent_id);
create index deliverables_by_goal on deliverables (goal_id, id);
create index tasks_by_agent on tasks (agent_id, id);

alter table agents add foreign key (customer_id) references customers on delete cascade;
alter table goals add foreign key (agent_id) references agents on delete cascade;
alter table deliverables add foreign key (goal_id) references goals on delete cascade;
alter table tasks add foreign key (agent_id) references agents on delete cascade;

-- The planner knows nothing of the tables just filled, and autovacuum may take a minute to tell it.
analyze customers, agents, goals, deliverables, tasks;
