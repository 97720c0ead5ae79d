//! Views without their type, for less code in the browser.

use leptos::prelude::*;

/// Erases the type of a view.
pub(crate) trait Erased {
    /// The view without its type. It must not hold anything that is loaded while the page is taken over: the
    /// router waits for the code of a page before it begins. What this saves is a second, asynchronous way to
    /// take over, which `into_any` compiles for every view: a quarter of the whole module.
    fn erased(self) -> AnyView;
}

#[cfg(not(feature = "hydrate"))]
impl<V: IntoAny> Erased for V {
    fn erased(self) -> AnyView {
        self.into_any()
    }
}

#[cfg(feature = "hydrate")]
mod at_once {
    use leptos::attr::Attribute;
    use leptos::attr::any_attribute::AnyAttribute;
    use leptos::prelude::*;
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::view::{Position, PositionState};

    impl<V: RenderHtml> super::Erased for V {
        fn erased(self) -> AnyView {
            AtOnce(self).into_any()
        }
    }

    /// A view that is taken over at once, never step by step. All else is as in the view itself.
    struct AtOnce<V>(V);

    impl<V: Render> Render for AtOnce<V> {
        type State = V::State;

        fn build(self) -> Self::State {
            self.0.build()
        }

        fn rebuild(self, state: &mut Self::State) {
            self.0.rebuild(state);
        }
    }

    impl<V: RenderHtml> AddAnyAttr for AtOnce<V> {
        type Output<A: Attribute> = AtOnce<V::Output<A>>;

        fn add_any_attr<A: Attribute>(self, attribute: A) -> Self::Output<A>
        where
            Self::Output<A>: RenderHtml,
        {
            AtOnce(self.0.add_any_attr(attribute))
        }
    }

    impl<V: RenderHtml> RenderHtml for AtOnce<V> {
        type AsyncOutput = V::AsyncOutput;
        type Owned = AtOnce<V::Owned>;

        const MIN_LENGTH: usize = V::MIN_LENGTH;
        const EXISTS: bool = V::EXISTS;

        fn dry_resolve(&mut self) {
            self.0.dry_resolve();
        }

        async fn resolve(self) -> Self::AsyncOutput {
            self.0.resolve().await
        }

        fn to_html_with_buf(
            self,
            buf: &mut String,
            position: &mut Position,
            escape: bool,
            mark_branches: bool,
            extra_attrs: Vec<AnyAttribute>,
        ) {
            self.0.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
        }

        // Once for both ways in `AnyView`.
        #[inline(never)]
        fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
            self.0.hydrate::<FROM_SERVER>(cursor, position)
        }

        fn hydrate_async(
            self,
            cursor: &Cursor,
            position: &PositionState,
        ) -> impl Future<Output = Self::State> {
            std::future::ready(self.0.hydrate::<true>(cursor, position))
        }

        fn into_owned(self) -> Self::Owned {
            AtOnce(self.0.into_owned())
        }
    }
}
