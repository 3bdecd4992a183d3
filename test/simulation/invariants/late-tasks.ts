import type { HubStore } from '@sonm/hub'
import { sql } from 'kysely'

type LateTasks = {
  late_task: { readonly task_id: string }
}

/**
 * Has a hub's disk note each task that is taken while the same disk says that its deal is closed. Only the disk knows
 * both at one moment; a look from time to time would miss what runs briefly.
 */
export async function noteLateTasks(disk: HubStore): Promise<void> {
  await sql`CREATE TABLE late_task (task_id TEXT NOT NULL)`.execute(disk)
  await sql`
    CREATE TRIGGER note_late_task AFTER INSERT ON task
    WHEN (SELECT closed_at_ms FROM deal WHERE deal_id = NEW.deal_id) IS NOT NULL
    BEGIN INSERT INTO late_task VALUES (NEW.task_id); END`.execute(disk)
}

/** The tasks that a hub took although it knew that their deals were closed. */
export async function lateTasks(disk: HubStore): Promise<readonly string[]> {
  const rows = await disk.withTables<LateTasks>().selectFrom('late_task').selectAll().execute()
  return rows.map(({ task_id }) => task_id)
}
