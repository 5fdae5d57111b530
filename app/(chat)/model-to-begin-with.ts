import 'server-only'
import type { UserId } from '@/lib/domain/ids.ts'
import type { ModelView } from '@/lib/domain/model-view.ts'
import { defaultModelId } from '@/lib/models/list.ts'
import { store } from '@/lib/store/index.ts'

/** The model that a person used last, as long as it can be used, else the first that can. */
export async function modelToBeginWith(owner: UserId, models: readonly ModelView[]): Promise<string> {
  const last = await store().chats.lastModel(owner)
  return models.find((model) => model.id === last && model.available)?.id ?? defaultModelId()
}
