//! Views without their type, for less code in the browser.

use leptos::prelude::*;

/// Erases the type of a view.
pub(crate) trait Erased {
    /// The view without its type. It must not hold anything that is loaded while the page is taken over: the
    /// router waits for the code of a page before it begins. What this saves is what `into_any` compiles for
    /// every view beyond the three ways to show it: a second, asynchronous way to take over, and checks.
    fn erased(self) -> AnyView;
}

#[cfg(not(feature = "hydrate"))]
impl<V: IntoAny> Erased for V {
    fn erased(self) -> AnyView {
        self.into_any()
    }
}

#[cfg(feature = "hydrate")]
mod boxed {
    use std::any::{Any, TypeId};

    use leptos::attr::Attribute;
    use leptos::attr::any_attribute::AnyAttribute;
    use leptos::prelude::*;
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::renderer::Rndr;
    use leptos::tachys::renderer::types::{Element, Node, Placeholder};
    use leptos::tachys::view::{Mountable, Position, PositionState};

    impl<V: RenderHtml> super::Erased for V {
        fn erased(self) -> AnyView {
            let view = self.into_owned();
            Boxed { kind: kind_of(&view), exists: V::Owned::EXISTS, view: Box::new(view) }.into_any()
        }
    }

    fn kind_of<V: 'static>(_: &V) -> TypeId {
        TypeId::of::<V>()
    }

    /// A view in a browser: what differs between views.
    trait View: Send {
        fn build(self: Box<Self>) -> Box<dyn State>;

        /// `state` is what a view of the same type left.
        fn rebuild(self: Box<Self>, state: &mut dyn Any);

        /// At once, never step by step.
        fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn State>;
    }

    impl<V: RenderHtml + 'static> View for V {
        fn build(self: Box<Self>) -> Box<dyn State> {
            Box::new((*self).build())
        }

        fn rebuild(self: Box<Self>, state: &mut dyn Any) {
            if let Some(state) = state.downcast_mut() {
                (*self).rebuild(state);
            }
        }

        fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn State> {
            Box::new((*self).hydrate::<true>(cursor, position))
        }
    }

    /// What a view left in the page.
    trait State: Any {
        fn take_out(&mut self);
        fn put(&mut self, parent: &Element, marker: Option<&Node>);
        fn put_before(&self, child: &mut dyn Mountable) -> bool;
        fn roots(&self) -> Vec<Element>;
    }

    impl<S: Mountable + 'static> State for S {
        fn take_out(&mut self) {
            self.unmount();
        }

        fn put(&mut self, parent: &Element, marker: Option<&Node>) {
            self.mount(parent, marker);
        }

        fn put_before(&self, child: &mut dyn Mountable) -> bool {
            self.insert_before_this(child)
        }

        fn roots(&self) -> Vec<Element> {
            self.elements()
        }
    }

    /// Any view.
    struct Boxed {
        kind: TypeId,
        /// Whether the view leaves anything in the page. Behind one that does not, the server leaves a comment.
        exists: bool,
        view: Box<dyn View>,
    }

    /// What any view left in the page.
    struct BoxedState {
        kind: TypeId,
        state: Box<dyn State>,
        /// The place of a view that leaves nothing.
        placeholder: Option<Placeholder>,
    }

    impl Render for Boxed {
        type State = BoxedState;

        fn build(self) -> BoxedState {
            let placeholder = (!self.exists).then(Rndr::create_placeholder);
            BoxedState { kind: self.kind, state: self.view.build(), placeholder }
        }

        fn rebuild(self, state: &mut BoxedState) {
            if self.kind == state.kind {
                self.view.rebuild(&mut *state.state);
            } else {
                let mut new = self.build();
                state.insert_before_this(&mut new);
                state.unmount();
                *state = new;
            }
        }
    }

    impl Mountable for BoxedState {
        fn unmount(&mut self) {
            self.state.take_out();
            if let Some(placeholder) = &mut self.placeholder {
                placeholder.unmount();
            }
        }

        fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
            self.state.put(parent, marker);
            if let Some(placeholder) = &mut self.placeholder {
                placeholder.mount(parent, marker);
            }
        }

        fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
            self.state.put_before(child)
                || self.placeholder.as_ref().is_some_and(|placeholder| placeholder.insert_before_this(child))
        }

        fn elements(&self) -> Vec<Element> {
            self.state.roots()
        }
    }

    // `AnyView` keeps attributes that are added to it beside what it holds: this is for the trait alone.
    impl AddAnyAttr for Boxed {
        type Output<A: Attribute> = <AnyView as AddAnyAttr>::Output<A>;

        fn add_any_attr<A: Attribute>(self, attribute: A) -> Self::Output<A>
        where
            Self::Output<A>: RenderHtml,
        {
            self.into_any().add_any_attr(attribute)
        }
    }

    impl RenderHtml for Boxed {
        type AsyncOutput = Self;
        type Owned = Self;

        const MIN_LENGTH: usize = 0;

        // As in `AnyView`, browsers do not render to HTML.
        fn dry_resolve(&mut self) {
            panic!("only the server renders to HTML");
        }

        async fn resolve(self) -> Self {
            panic!("only the server renders to HTML");
        }

        fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {
            panic!("only the server renders to HTML");
        }

        fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> BoxedState {
            let state = self.view.hydrate(cursor, position);
            let placeholder = (!self.exists).then(|| cursor.next_placeholder(position));
            BoxedState { kind: self.kind, state, placeholder }
        }

        fn hydrate_async(
            self,
            cursor: &Cursor,
            position: &PositionState,
        ) -> impl Future<Output = BoxedState> {
            std::future::ready(self.hydrate::<true>(cursor, position))
        }

        fn into_owned(self) -> Self {
            self
        }
    }
}
